import type * as dto from '../../src/ops/rollouts/comparison.dto.js';
import type { Plain } from './plain.js';

/** The arms of a rollout as the operators' API compares them. */
export type RolloutComparison = Plain<dto.RolloutComparison>;
type RolloutTest = Plain<dto.RolloutTest>;
type Metric = RolloutTest['metric'];

const NEEDED = 80;

function aTest(metric: Metric, parts: Partial<RolloutTest> = {}): RolloutTest {
  return {
    metric,
    bad: 2,
    of: 142,
    baselineBad: 17,
    baselineOf: 1280,
    since: '2026-03-01T08:00:00.000Z',
    evidence: 0.9,
    needed: NEEDED,
    decision: 'watching',
    ...parts,
  };
}

/** A canary that is slower than it should be, of which not much is known yet. */
export function aRolloutComparison(
  tests: Partial<Record<Metric, Partial<RolloutTest>>> = {},
): RolloutComparison {
  return {
    intent: 'summarize',
    from: '2026-03-01T08:00:00.000Z',
    to: '2026-03-01T12:00:00.000Z',
    baseline: {
      profile: 'summarize_v1',
      digest: 'a'.repeat(64),
      percent: 90,
      asks: 1280,
      failures: 17,
      contractFailures: 4,
      p50Ms: 1840,
      p95Ms: 4310,
      slow: 64,
      up: 64,
      down: 11,
      tests: [],
    },
    arms: [
      {
        profile: 'summarize_v2',
        digest: 'b'.repeat(64),
        percent: 10,
        asks: 142,
        failures: 2,
        contractFailures: 1,
        p50Ms: 2010,
        p95Ms: 6120,
        slow: 19,
        up: 3,
        down: 1,
        tests: [
          aTest('failures', tests.failures),
          aTest('contract', { bad: 1, baselineBad: 4, evidence: 1.4, ...tests.contract }),
          aTest('latency', { bad: 19, baselineBad: 64, evidence: 21.3, ...tests.latency }),
          aTest('down-votes', {
            bad: 1,
            of: 4,
            baselineBad: 11,
            baselineOf: 75,
            evidence: 1,
            decision: 'too-few',
            ...tests['down-votes'],
          }),
        ],
      },
    ],
    guard: { minSamples: 50, falseAlarms: 0.05, margin: 2, latency: { factor: 1.25, ms: 500 } },
  };
}
