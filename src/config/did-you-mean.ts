import { distance } from 'fastest-levenshtein';

/** Shorter words than this are near to nearly everything. */
const SHORTEST_PREFIX = 3;

/**
 * The candidate that `word` was probably meant to be: another case, a few wrong letters, or one of the
 * two beginning with the other (`production` for `prod`).
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  const lower = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = allowedEdits(word) + 1;
  for (const name of names) {
    const edits = distance(lower, name.toLowerCase());
    if (edits >= bestDistance) continue;
    best = name;
    bestDistance = edits;
  }
  return best ?? names.find((name) => sharePrefix(lower, name.toLowerCase()));
}

/** ` (did you mean "…"?)`, or nothing when no candidate is near: made to end a message with. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? '' : ` (did you mean "${candidate}"?)`;
}

/** Two wrong letters are a swap; in a short word they make another word. */
function allowedEdits(word: string): number {
  if (word.length < 4) return 1;
  return word.length < 9 ? 2 : 3;
}

function sharePrefix(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < SHORTEST_PREFIX) return false;
  return a.startsWith(b) || b.startsWith(a);
}
