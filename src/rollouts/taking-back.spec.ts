import { describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import type { Route } from '../config/snapshot.js';
import { rolloutOf } from '../profiles/rollout.js';
import type { ArmTest } from './arm-tests.js';
import { evidenceOf, reasonOf, routeWithout, worseArms } from './taking-back.js';

const PROFILES = { summarize_v1: {}, summarize_v2: {}, summarize_v3: {}, summarize_v4: {} };
const canary = { profile: 'summarize_v2', percent: 5 };
const others = [
  { profile: 'summarize_v3', percent: 10 },
  { profile: 'summarize_v4', percent: 20 },
];

function without(route: Route, allowed = Object.keys(PROFILES)): Route {
  const snapshot = aSnapshot({ profiles: PROFILES, allowed, routing: { summarize: route } });
  return routeWithout(snapshot, 'summarize', new Set(['summarize_v2']));
}

function aTest(parts: Partial<ArmTest> = {}): ArmTest {
  return {
    metric: 'failures',
    tried: { bad: 14, of: 80 },
    baseline: { bad: 2, of: 720 },
    since: Date.UTC(2026, 0, 1),
    evidence: 812.4,
    needed: 400,
    decision: 'worse',
    ...parts,
  };
}

describe('a route without what was tried out', () => {
  it('keeps its targets, its salt and what watches it', () => {
    const targets = [{ profile: 'summarize_v2', users: ['u_1'] }];
    const rest = { profile: 'summarize_v1', salt: 'spring', targets, guard: false } as const;
    expect(without({ ...rest, canary })).toEqual(rest);
  });

  it('keeps the other variants as they are', () => {
    const route = { profile: 'summarize_v1', variants: [canary, ...others] };
    expect(without(route)).toEqual({ profile: 'summarize_v1', variants: others });
    expect(without({ profile: 'summarize_v1', variants: [canary] })).toEqual({ profile: 'summarize_v1' });
  });

  it('names nothing that the environment does not allow, or the change would be refused', () => {
    const targets = [{ profile: 'summarize_v4', users: ['u_1'] }];
    const route = { profile: 'summarize_v1', variants: [canary, ...others], targets };
    expect(without(route, ['summarize_v1', 'summarize_v2', 'summarize_v3'])).toEqual({
      profile: 'summarize_v1',
      variants: [others[0]],
    });
  });
});

describe('why a profile was taken back', () => {
  const route = { profile: 'summarize_v1', variants: [canary, ...others] };
  const rollout = rolloutOf(aSnapshot({ profiles: PROFILES, routing: { summarize: route } }), 'summarize');
  const arms = worseArms(
    new Map([
      ['summarize_v2', [aTest(), aTest({ metric: 'latency', decision: 'watching', evidence: 9000 })]],
      ['summarize_v3', [aTest({ decision: 'too-few' })]],
      ['summarize_v4', [aTest(), aTest({ metric: 'down-votes', evidence: 1e30 })]],
    ]),
  );

  it('is told of those that are worse, by the metric that shows it best', () => {
    expect(rollout && reasonOf(rollout, arms)).toBe(
      'summarize_v2 failed for 14 of 80 users, summarize_v1 2 of 720, since 2026-01-01T00:00:00.000Z: more than 2 percentage points worse (evidence 812, needed 400); ' +
        'summarize_v4 was voted down by 14 of 80 users, summarize_v1 2 of 720, since 2026-01-01T00:00:00.000Z: more than 2 percentage points worse (evidence over a million, needed 400)',
    );
  });

  it('is kept as figures', () => {
    expect(rollout && evidenceOf(rollout, arms)).toMatchObject({
      rollout: rollout?.key,
      baseline: 'summarize_v1',
      arms: [
        {
          profile: 'summarize_v2',
          metric: 'failures',
          bad: 14,
          of: 80,
          baselineBad: 2,
          baselineOf: 720,
          evidence: 812,
        },
        { profile: 'summarize_v4', metric: 'down-votes' },
      ],
    });
  });
});
