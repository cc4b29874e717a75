import { distance } from 'fastest-levenshtein';

/** Shorter words than this are near to nearly everything. */
const SHORTEST_PREFIX = 3;

/**
 * The candidate that `word` was probably meant to be: another case, a few wrong letters, or one of the
 * two beginning with the other (`production` for `prod`).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.min(3, Math.floor(word.length / 3))) + 1;
  for (const candidate of candidates) {
    const edits = distance(lower, candidate.toLowerCase());
    if (edits >= bestDistance) continue;
    best = candidate;
    bestDistance = edits;
  }
  return best ?? sharingPrefix(lower, candidates);
}

/** ` (did you mean "…"?)`, or nothing when no candidate is near: made to end a message with. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? '' : ` (did you mean "${candidate}"?)`;
}

function sharingPrefix(word: string, candidates: Iterable<string>): string | undefined {
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    if (Math.min(word.length, other.length) < SHORTEST_PREFIX) continue;
    if (word.startsWith(other) || other.startsWith(word)) return candidate;
  }
  return undefined;
}
