import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AskFigures } from '../../trace/trace-figures.js';
import { quantile } from '../../replays/batches/statistics.js';
import { GroupFigures, QUANTILE_ERROR } from './group-figures.js';

const someMs = fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 200 });
const aShare = fc.oneof(fc.constantFrom(0, 0.5, 0.95, 1), fc.double({ min: 0, max: 1, noNaN: true }));

function groupOf(latencies: readonly number[]): GroupFigures {
  const group = new GroupFigures('summarize', 'summarize_v1');
  for (const latencyMs of latencies) group.add(anAsk(latencyMs));
  return group;
}

function anAsk(latencyMs: number): AskFigures {
  return {
    intent: 'summarize',
    profile: 'summarize_v1',
    status: 'complete',
    latencyMs,
    firstContentMs: null,
    promptTokens: null,
    completionTokens: null,
    cost: null,
    cached: false,
    degraded: false,
    truncated: false,
    feedback: null,
  };
}

describe('quantiles of a group', () => {
  it('of few asks are of the nearest rank, as those of batches are', () => {
    const group = groupOf([473, 219, 4]);
    expect(Math.abs((group.latencyMs(0.95) ?? 0) - 473)).toBeLessThanOrEqual(473 * QUANTILE_ERROR);
    expect(Math.abs((group.latencyMs(0.5) ?? 0) - 219)).toBeLessThanOrEqual(219 * QUANTILE_ERROR);
    expect(groupOf([]).latencyMs(0.5)).toBeNull();
  });

  it('are no further from the exact ones than documented, however the asks are divided', () => {
    fc.assert(
      fc.property(someMs, someMs, aShare, (some, others, share) => {
        const group = groupOf(some);
        group.merge(groupOf(others));
        const exact = quantile([...some, ...others], share) ?? NaN;
        // Of numbers, not of what they mean.
        const rounding = 1e-9;
        expect(Math.abs((group.latencyMs(share) ?? NaN) - exact)).toBeLessThanOrEqual(
          exact * (QUANTILE_ERROR + rounding),
        );
      }),
    );
  });
});
