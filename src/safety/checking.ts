/** Whether a text was judged, or passed because nobody could and the environment allows that. */
export type Certainty = 'checked' | 'unchecked';

/** Code points that a part repeats of the one before, so that nothing hides where a text is cut. */
export const OVERLAP = 100;

/** Checks of one text at the same time. */
export const AT_ONCE = 3;

/** @returns `unchecked` when one of them is */
export function leastCertain(found: readonly Certainty[]): Certainty {
  return found.includes('unchecked') ? 'unchecked' : 'checked';
}
