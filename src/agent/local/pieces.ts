import { tokensOf } from '../../common/text/tokens.js';

export interface Pieces {
  /** Joined they give the answer, or its beginning. */
  readonly pieces: readonly string[];
  /** False when the token limit cut the answer. */
  readonly complete: boolean;
}

/** Ends of sentences, clauses and lines; the mark and the space behind it belong to the piece before. */
const PIECE = /[^。！？!?；;，,\n]*(?:[。！？!?；;，,\n]+\s*|$)/gu;

/**
 * An answer in the pieces in which it is streamed, as many as a token limit allows (an estimate). Like a
 * model's, an answer that is too long stops where the limit is reached, never inside a character.
 */
export function piecesWithin(answer: string, maxTokens: number): Pieces {
  const kept = withinTokens(answer, maxTokens);
  const pieces = (kept.match(PIECE) ?? []).filter((piece) => piece !== '');
  return { pieces, complete: kept.length === answer.length };
}

function withinTokens(answer: string, maxTokens: number): string {
  let tokens = 0;
  let end = 0;
  for (const character of answer) {
    tokens += tokensOf(character);
    if (tokens > maxTokens) break;
    end += character.length;
  }
  return answer.slice(0, end);
}
