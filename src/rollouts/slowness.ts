import type { LatencyLimit } from '../config/snapshot.js';
import { type LatencyCounts, latencyStep } from './latency-counts.js';

/** Nineteen of twenty asks take no longer. */
export const SLOW_QUANTILE = 0.95;

/**
 * The step of latencies above which an ask is slow, beside these of the baseline; undefined without any. What is hardly
 * longer than they are is not: a limit that nobody notices would take back whatever is a little larger.
 */
export function slowStepOf(baseline: LatencyCounts, { factor, ms }: LatencyLimit): number | undefined {
  const usual = baseline.quantileMs(SLOW_QUANTILE);
  return usual === null ? undefined : latencyStep(Math.max(usual * factor, usual + ms));
}
