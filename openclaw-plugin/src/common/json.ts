export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a foreign value is an object with named values: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of a key, where there is an object at all. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) found = isObject(found) ? found[key] : undefined;
  return found;
}

/** The value of a key when it is a string that says something. */
export function stringAt(value: unknown, ...keys: readonly string[]): string | undefined {
  const found = valueAt(value, ...keys);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The value of a key when it is a number that counts something, else 0. */
export function countAt(value: unknown, ...keys: readonly string[]): number {
  const found = valueAt(value, ...keys);
  return typeof found === 'number' && Number.isFinite(found) && found > 0 ? found : 0;
}
