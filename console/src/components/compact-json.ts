/** Characters of a line, about. */
const WIDTH = 60;

/** JSON as people write it: what fits on a line stands on one. */
export function compactJson(value: unknown, indent = ''): string {
  const line = lineOf(value);
  if (typeof value !== 'object' || value === null || indent.length + line.length <= WIDTH) return line;
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((each: unknown) => deeper + compactJson(each, deeper))
    : Object.entries(value).map(
        ([key, each]: [string, unknown]) => `${deeper}${JSON.stringify(key)}: ${compactJson(each, deeper)}`,
      );
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

function lineOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(lineOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]: [string, unknown]) => `${JSON.stringify(key)}: ${lineOf(each)}`).join(', ')} }`;
}
