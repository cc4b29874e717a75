import { AnswerReading } from '../../src/intents/answer-reading.js';
import type { IntentHandler, Interpretation } from '../../src/intents/intent-handler.js';
import type { OutputLimits } from '../../src/config/snapshot.js';

export interface Streamed {
  /** What was shown after each piece, all of it; once for each time that something was. */
  readonly shown: readonly Interpretation<object>[];
  readonly deltas: readonly string[];
  /** Code units of the model's text that had come when something was shown first. */
  readonly firstAt: number | undefined;
  readonly end: () => Interpretation<object>;
}

/** Has an intent read pieces of a model's text one by one. */
export function streamed(
  handler: IntentHandler,
  input: object,
  pieces: Iterable<string>,
  { limits = {}, cut = false }: { limits?: OutputLimits; cut?: boolean } = {},
): Streamed {
  const reading = new AnswerReading(handler, input, limits);
  const shown: Interpretation<object>[] = [];
  const deltas: string[] = [];
  let length = 0;
  let firstAt: number | undefined;
  for (const piece of pieces) {
    length += piece.length;
    const delta = reading.add(piece);
    if (delta === '' || reading.shown === undefined) continue;
    firstAt ??= length;
    deltas.push(delta);
    shown.push(reading.shown);
  }
  return { shown, deltas, firstAt, end: () => reading.end(cut) };
}

/** A text in pieces of so many code units, again and again; a surrogate pair may be split. */
export function inPieces(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    const size = sizes[pieces.length % sizes.length] ?? 1;
    pieces.push(text.slice(from, from + size));
    from += size;
  }
  return pieces;
}
