import { jsonrepair } from 'jsonrepair';
import type { z } from 'zod';
import { cleanAnswer } from './clean-answer.js';
import { type JsonBlock, jsonBlocks } from './json-blocks.js';
import { UnusableAnswer } from './unusable-answer.js';

export interface JsonReading {
  /** The answer stopped at a token limit: its last value may be half a value and is left out. */
  readonly cut: boolean;
}

/** Code units of a block that repairing is tried on: its time grows faster than its input. */
const MAX_REPAIR = 50_000;

/**
 * The JSON in a model's answer, as `schema` wants it: bare, fenced, wrapped in prose, broken or cut. Of
 * several blocks that fit the last one counts, because models draft first.
 * @param expected said to the model when nothing fits, such as `one JSON object {"items": […]}`.
 * @throws UnusableAnswer
 */
export function readJsonAnswer<T>(
  answer: string,
  schema: z.ZodType<T>,
  reading: JsonReading & { readonly expected: string },
): T {
  const value = findJson(cleanAnswer(answer), schema, reading);
  if (value === undefined) {
    throw new UnusableAnswer(
      `The answer was not the JSON asked for. Answer with ${reading.expected} and nothing else.`,
    );
  }
  return value;
}

/** As {@link readJsonAnswer}, but undefined when nothing fits. */
export function findJson<T>(text: string, schema: z.ZodType<T>, { cut }: JsonReading): T | undefined {
  for (const block of jsonBlocks(text)) {
    for (const value of readings(block, cut)) {
      const result = schema.safeParse(value);
      if (result.success) return result.data;
    }
  }
  return undefined;
}

/** What a block may mean, most literal first. */
function* readings(block: JsonBlock, cut: boolean): Generator {
  const { text, closed, lastWhole } = block;
  try {
    yield JSON.parse(text);
    return;
  } catch {
    // Not JSON as it stands; it may be after repairs.
  }
  if (closed) yield* repaired(text);
  else if (cut) yield* repaired(text.slice(0, lastWhole));
  else {
    yield* repaired(text);
    // A quote too many hides where the block ended, so that words after it were taken for a part of it.
    yield* repaired(text.slice(0, Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1));
  }
}

/** Quotes, commas and brackets that models forget, Python's constants, comments. */
function* repaired(text: string): Generator {
  if (text.length > MAX_REPAIR) return;
  try {
    yield JSON.parse(jsonrepair(text));
  } catch {
    // Beyond repair: this block has no meaning.
  }
}
