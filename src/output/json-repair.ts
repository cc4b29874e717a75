import { jsonrepair } from 'jsonrepair';
import type { JsonBlock } from './json-blocks.js';

export interface JsonReading {
  /** The answer stopped at a token limit: its last value may be half a value. */
  readonly cut: boolean;
  /** What becomes of a half value; it is left out when nothing is said. */
  readonly half?: 'drop' | 'keep';
}

/** Code units of a block that repairing is tried on: its time grows faster than its input. */
const MAX_REPAIR = 50_000;

/** What repairing would make a list of, although it only stands in brackets: `[as asked]`, `{smile}`. */
const REMARK = /^(?:\{[^:：]*$|\[(?!\s{0,99}(?:\\?["'“‘]|[{[])))/;

/** What a block may mean, most literal first. */
export function* readings(block: JsonBlock, { cut, half = 'drop' }: JsonReading): Generator {
  const { text, closed, lastWhole } = block;
  try {
    yield JSON.parse(text);
    return;
  } catch {
    // Not JSON as it stands; it may be after repairs.
  }
  if (closed) yield* repaired(text);
  else if (cut) yield* repaired(half === 'keep' ? text : text.slice(0, lastWhole));
  else {
    yield* repaired(text);
    // A quote too many hides where the block ended, so that words after it were taken for a part of it.
    yield* repaired(text.slice(0, Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1));
  }
}

/** Quotes, commas and brackets that models forget, Python's constants, comments, full-width marks. */
function* repaired(text: string): Generator {
  if (text.length > MAX_REPAIR || REMARK.test(text)) return;
  for (const version of new Set([text, narrowed(text)])) {
    try {
      yield JSON.parse(jsonrepair(version));
      return;
    } catch {
      // Beyond repair: this version has no meaning.
    }
  }
}

/** `“name”：“Bob”，` with the colon and comma of JSON; those within a string stand elsewhere. */
function narrowed(text: string): string {
  return text
    .replace(/(?<=["'”“])\s{0,5}：/g, ':')
    .replace(/(?<=["'”“\d}\]el])\s{0,5}，(?=\s{0,20}["'“{[])/g, ',');
}
