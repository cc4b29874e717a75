import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestRank } from '../common/nearest-rank.js';
import { LatencyCounts, latencyStep } from './latency-counts.js';

const latency = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100_000 }));

function countsOf(values: readonly number[]): LatencyCounts {
  const counts = new LatencyCounts();
  for (const value of values) counts.put(latencyStep(value), 1);
  return counts;
}

describe('counts of latencies', () => {
  it('know quantiles to a hundredth, also when they were added up', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), fc.array(latency), share, (some, others, quantile) => {
        const counts = countsOf(some);
        counts.merge(countsOf(others));
        const sorted = [...some, ...others].toSorted((a, b) => a - b);
        const exact = sorted[nearestRank(quantile, sorted.length) - 1] ?? Number.NaN;
        // And half a millisecond, because they are told in whole ones.
        expect(Math.abs((counts.quantileMs(quantile) ?? Number.NaN) - exact)).toBeLessThanOrEqual(
          exact * 0.01 + 0.51,
        );
        expect(counts.count).toBe(sorted.length);
      }),
    );
  });

  it('know how many were above a quantile: no more than its share leaves', () => {
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1 }), (values) => {
        const counts = countsOf(values);
        const step = latencyStep(counts.quantileMs(0.95) ?? Number.NaN);
        expect(counts.above(step)).toBeLessThanOrEqual(values.length * 0.05);
        expect(counts.above(step - 2)).toBeGreaterThan(0);
        expect(counts.above(-1)).toBe(values.length);
      }),
    );
  });

  it('forget what is taken out again', () => {
    const counts = countsOf([7, 300, 9000]);
    counts.put(latencyStep(9000), -1);
    expect([counts.count, counts.above(latencyStep(300)), counts.quantileMs(1)]).toEqual([2, 0, 303]);
  });

  it('know nothing without any', () => {
    expect([countsOf([]).quantileMs(0.5), countsOf([]).above(3)]).toEqual([null, 0]);
  });
});
