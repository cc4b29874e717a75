/** JSON as a person would lay it out: small things on one line, the rest indented. */

/** A value on one line beside its key stays shorter than this. */
const LINE = 100;
/** Objects within objects on one line. */
const INLINE_DEPTH = 2;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Layout {
  /** One level of indentation. */
  readonly indent: string;
  readonly lineEnding: string;
}

/** @param level how deep the value stands: its first line is not indented, the others are. */
export function jsonText(value: Json, { indent, lineEnding }: Layout, level = 0): string {
  return lines(value, indent, level).replaceAll('\n', lineEnding);
}

function lines(value: Json, indent: string, level: number): string {
  const inline = onOneLine(value);
  if (inline !== undefined && inline.length + indent.length * level < LINE) return inline;
  const inner = indent.repeat(level + 1);
  const outer = indent.repeat(level);
  if (isList(value)) {
    const items = value.map((item) => inner + lines(item, indent, level + 1));
    return `[\n${items.join(',\n')}\n${outer}]`;
  }
  const members = Object.entries(isRecord(value) ? value : {}).map(
    ([key, member]) => `${inner}${JSON.stringify(key)}: ${lines(member, indent, level + 1)}`,
  );
  return `{\n${members.join(',\n')}\n${outer}}`;
}

/** @returns undefined for what is nested too deeply to be read on one line, and for lists of objects */
function onOneLine(value: Json, depth = INLINE_DEPTH): string | undefined {
  if (isList(value)) {
    const items = value.map((item) => (isRecord(item) ? undefined : onOneLine(item, depth)));
    return items.includes(undefined) ? undefined : `[${items.join(', ')}]`;
  }
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  if (depth === 0) return undefined;
  const members = entries.map(([key, member]) => {
    const text = onOneLine(member, depth - 1);
    return text === undefined ? undefined : `${JSON.stringify(key)}: ${text}`;
  });
  return members.includes(undefined) ? undefined : `{ ${members.join(', ')} }`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !isList(value);
}
