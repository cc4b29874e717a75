/**
 * Which of so many values in ascending order is a quantile of theirs: the smallest that at least that share of them does
 * not exceed, so that it is one of them. Counted from 1.
 * @param share from 0 to 1
 * @param count at least 1
 */
export function nearestRank(share: number, count: number): number {
  return Math.max(1, Math.ceil(share * count));
}
