const MINUTE_MS = 60_000;
/** Of a slice, in milliseconds. */
export const SHORTEST_MS = 5 * MINUTE_MS;
const LONGEST_MS = 15 * MINUTE_MS;

/** How far back a comparison reaches, in milliseconds. */
export const REACH_MS = 7 * 24 * 60 * MINUTE_MS;

/** A slice of the time of a rollout. */
export interface Slice {
  /** From 1, by the order of begins since the rollout began, also of those that are too long ago to be looked at. */
  readonly number: number;
  /** Milliseconds since the Unix epoch; inclusive. */
  readonly from: number;
  /** Milliseconds since the Unix epoch; exclusive. */
  readonly to: number;
}

/**
 * The slices of a rollout, as far as a comparison reaches back. Each is as long as all before it together, but five
 * minutes at the least and a quarter of an hour at the most: whatever is looked at from a begin on has one soon. They
 * depend on nothing but when the rollout began, so that every process has the same ones.
 * @param since when it began, milliseconds since the Unix epoch like `now`
 * @param reachMs only those of which nothing is longer ago
 */
export function slicesOf(since: number, now: number, reachMs: number = REACH_MS): Slice[] {
  const slices: Slice[] = [];
  let from = since;
  for (let number = 1; from <= now; number += 1) {
    const to = from + Math.min(LONGEST_MS, Math.max(SHORTEST_MS, from - since));
    if (from >= now - Math.min(reachMs, REACH_MS)) slices.push({ number, from, to });
    from = to;
  }
  return slices;
}
