import type { z } from 'zod';
import { cleanAnswer } from './clean-answer.js';
import { jsonBlocks } from './json-blocks.js';
import { jsonNodes } from './json-nodes.js';
import { type JsonReading, readings } from './json-repair.js';
import { UnusableAnswer } from './unusable-answer.js';

export interface JsonSearch<T> extends JsonReading {
  /**
   * How much a value holds of what was asked for. Without it all that fit the schema are equal, although
   * one may be an example, a source or a remark in brackets.
   */
  readonly rank?: (value: T) => number;
}

/**
 * The JSON in a model's answer, as `schema` wants it: bare, fenced, wrapped in prose or in other JSON, broken
 * or cut. The one of the highest rank counts; of equals the last block, because models draft first.
 * @param expected said to the model when nothing fits, such as `one JSON object {"items": […]}`.
 * @throws UnusableAnswer
 */
export function readJsonAnswer<T>(
  answer: string,
  schema: z.ZodType<T>,
  search: JsonSearch<T> & { readonly expected: string },
): T {
  const value = findJson(cleanAnswer(answer), schema, search);
  if (value === undefined) {
    throw new UnusableAnswer(
      `The answer was not the JSON asked for. Answer with ${search.expected} and nothing else.`,
    );
  }
  return value;
}

/** As {@link readJsonAnswer}, but undefined when nothing fits. */
export function findJson<T>(text: string, schema: z.ZodType<T>, search: JsonSearch<T>): T | undefined {
  const { rank = () => 0 } = search;
  let best: { readonly value: T; readonly rank: number } | undefined;
  for (const node of jsonValues(text, search).flatMap(jsonNodes)) {
    const { success, data } = schema.safeParse(node);
    if (!success) continue;
    const candidate = { value: data, rank: rank(data) };
    if (best === undefined || candidate.rank > best.rank) best = candidate;
    if (search.rank === undefined) break;
  }
  return best?.value;
}

/** Every value that the blocks of a text may mean, the most promising first. */
export function* jsonValues(text: string, reading: JsonReading): Generator {
  for (const block of jsonBlocks(withNarrowBrackets(text))) yield* readings(block, reading);
}

const NARROW: Readonly<Record<string, string>> = { '｛': '{', '｝': '}', '［': '[', '］': ']' };

/** A text whose JSON is written with full-width brackets has no others. */
function withNarrowBrackets(text: string): string {
  return text.includes('{') ? text : text.replace(/[｛｝［］]/g, (bracket) => NARROW[bracket] ?? bracket);
}
