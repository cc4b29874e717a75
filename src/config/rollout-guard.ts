import type { Route, RolloutGuard } from './snapshot.js';

/**
 * What watches a canary or a variant of which nobody has said otherwise: docs/adr/0028 tells by which simulations these
 * were chosen.
 */
export const DEFAULT_GUARD: RolloutGuard = { minSamples: 50, falseAlarms: 0.01, margin: 2 };

/** What watches the canary and the variants of a route; null when nothing does. */
export function guardOf({ guard = DEFAULT_GUARD }: Route): RolloutGuard | null {
  return guard === false ? null : guard;
}
