/** A piece of text that begins like JSON and may be it. */
export interface JsonBlock {
  readonly text: string;
  /** Where it begins, in code units. */
  readonly start: number;
  /** Its last bracket was found. */
  readonly closed: boolean;
  /** Where its last value that is known to be whole ends: the rest was being written when the text ended. */
  readonly lastWhole: number;
}

/** Blocks that are looked at, the longest ones: a remark in brackets is short. */
const MAX_BLOCKS = 20;

/** Deeper than any answer that is asked for; recursive parsers need not be trusted with more. */
const MAX_DEPTH = 50;

const OPENING = /[[{]/g;
const DEPTH_CHANGE: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/**
 * The outermost `{…}` and `[…]` of a text: the closed ones from the last to the first, then one that was
 * never closed, then what stands in that. Each bracket is looked at a bounded number of times.
 */
export function jsonBlocks(text: string): JsonBlock[] {
  const closed: JsonBlock[] = [];
  const doubtful: JsonBlock[] = [];
  OPENING.lastIndex = 0;
  for (let found = OPENING.exec(text); found !== null; found = OPENING.exec(text)) {
    const block = scan(text, found.index);
    if (block === undefined) break;
    (block.closed && doubtful.length === 0 ? closed : doubtful).push(block);
    if (doubtful.length === MAX_BLOCKS) break;
    OPENING.lastIndex = found.index + (block.closed ? block.text.length : 1);
  }
  return [...longest(closed).toReversed(), ...doubtful];
}

function longest(blocks: readonly JsonBlock[]): readonly JsonBlock[] {
  if (blocks.length <= MAX_BLOCKS) return blocks;
  const kept = new Set(blocks.toSorted((a, b) => b.text.length - a.text.length).slice(0, MAX_BLOCKS));
  return blocks.filter((block) => kept.has(block));
}

/** Follows brackets and strings from an opening bracket; undefined when they go too deep. */
function scan(text: string, from: number): JsonBlock | undefined {
  let depth = 0;
  let lastWhole = 1;
  let index = from;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === '"') {
      index = endOfString(text, index);
      continue;
    }
    depth += DEPTH_CHANGE[character] ?? 0;
    if (depth > MAX_DEPTH) return undefined;
    if (character === ',') lastWhole = index - from;
    if (character in DEPTH_CHANGE) lastWhole = index + 1 - from;
    index += 1;
    if (depth === 0) return { text: text.slice(from, index), start: from, closed: true, lastWhole };
  }
  return { text: text.slice(from), start: from, closed: false, lastWhole };
}

/** The index after the string that begins at `from`; the text's end when nobody closes it. */
function endOfString(text: string, from: number): number {
  for (let index = from + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '"') return index + 1;
  }
  return text.length;
}
