/** Every text in plain data, at any depth; each once. */
export function textsIn(data: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  collect(data, texts, false);
  return texts;
}

/** The same, and the names of the members too, where whoever sent the data has chosen them. */
export function textsAndNamesIn(data: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  collect(data, texts, true);
  return texts;
}

function collect(data: unknown, texts: Set<string>, names: boolean): void {
  if (typeof data === 'string') {
    if (data.trim() !== '') texts.add(data);
    return;
  }
  if (typeof data !== 'object' || data === null) return;
  for (const [name, member] of Object.entries(data)) {
    if (names && !Array.isArray(data)) texts.add(name);
    collect(member, texts, names);
  }
}
