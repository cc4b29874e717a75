import type { LatencyLimit, Route, RolloutGuard } from './snapshot.js';

/** What people notice: half a second more, or a quarter more where that is longer. */
export const DEFAULT_LATENCY_LIMIT: LatencyLimit = { factor: 1.25, ms: 500 };

/**
 * What watches a canary or a variant of which nobody has said otherwise: docs/adr/0028 tells by which simulations these
 * were chosen.
 */
export const DEFAULT_GUARD: RolloutGuard = {
  minSamples: 50,
  falseAlarms: 0.01,
  margin: 2,
  latency: DEFAULT_LATENCY_LIMIT,
};

/** What watches the canary and the variants of a route; null when nothing does. */
export function guardOf({ guard = DEFAULT_GUARD }: Route): RolloutGuard | null {
  return guard === false ? null : guard;
}
