import type { BatchSummary } from '../../api/replay-types.js';

/** How many need no more waiting, whatever came of them. */
export function settledOf({ done, failed }: BatchSummary['progress']): number {
  return done + failed;
}
