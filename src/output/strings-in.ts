/** Every string in a value of JSON, however deep: first its texts, in the order in which they stand there, then its keys. */
export function stringsIn(value: unknown): string[] {
  const texts: string[] = [];
  const keys: string[] = [];
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') texts.push(next);
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) keys.push(...Object.keys(next));
    waiting.push(...Object.values(next).toReversed());
  }
  return [...texts, ...keys];
}
