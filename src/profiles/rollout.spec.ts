import { describe, expect, it } from 'vitest';
import { type SnapshotParts, aSnapshot } from '../../test/support/a-snapshot.js';
import type { Route, Snapshot } from '../config/snapshot.js';
import { type RoutingQuestion, routingOf } from './router.js';
import { armOf, rolloutOf, rolloutsOf } from './rollout.js';

const PROFILES = { summarize_v1: {}, summarize_v2: {}, summarize_v3: {}, support_v1: {} };
const USERS = Array.from({ length: 60 }, (_, at) => `u_${at}`);
const canary = { profile: 'summarize_v2', percent: 50 };
const ROUTE: Route = { profile: 'summarize_v1', canary };

function snapshotOf(route: Route, parts: SnapshotParts = {}): Snapshot {
  return aSnapshot({ profiles: PROFILES, routing: { summarize: route }, ...parts });
}

function arms(snapshot: Snapshot, question: Partial<RoutingQuestion> = {}) {
  return USERS.map((userId) => {
    const routing = routingOf(snapshot, { intent: 'summarize', userId, ...question });
    return { profile: routing.profile?.name, arm: armOf(snapshot, 'summarize', routing)?.arm };
  });
}

const keyOf = (route: Route, parts: SnapshotParts = {}) =>
  rolloutOf(snapshotOf(route, parts), 'summarize')?.key;

describe('the arm of an ask', () => {
  it('is what the draw gave, for those in it and for all others', () => {
    const drawn = arms(snapshotOf(ROUTE));
    for (const { profile, arm } of drawn) expect(arm).toBe(profile);
    expect(new Set(drawn.map(({ arm }) => arm))).toEqual(new Set(['summarize_v1', 'summarize_v2']));
  });

  it('is none where nothing was drawn: no rollout, a hint, a target', () => {
    const none = USERS.map(() => undefined);
    const targets = [{ profile: 'summarize_v2', users: USERS }];
    const found = [
      arms(snapshotOf({ profile: 'summarize_v1' })),
      arms(snapshotOf(ROUTE), { hint: 'summarize_v2' }),
      arms(snapshotOf({ ...ROUTE, targets })),
    ];
    for (const all of found) expect(all.map(({ arm }) => arm)).toEqual(none);
  });

  it('is drawn for those whom a target would give what is not allowed', () => {
    const targets = [{ profile: 'summarize_v3', users: USERS }];
    const allowed = ['summarize_v1', 'summarize_v2'];
    for (const { profile, arm } of arms(snapshotOf({ ...ROUTE, targets }, { allowed }))) {
      expect(arm).toBe(profile);
    }
  });

  it("is the route's own profile where the variant that was drawn is not allowed", () => {
    const variants = [canary, { profile: 'summarize_v3', percent: 50 }];
    const allowed = ['summarize_v1', 'summarize_v2'];
    const drawn = arms(snapshotOf({ profile: 'summarize_v1', variants }, { allowed }));
    expect(new Set(drawn.map(({ arm }) => arm))).toEqual(new Set(allowed));
  });
});

describe('a rollout', () => {
  it.each<[string, Route, SnapshotParts]>([
    ['without canary or variants', { profile: 'summarize_v1' }, {}],
    ['of nobody', { profile: 'summarize_v1', canary: { ...canary, percent: 0 } }, {}],
    ["of the route's own profile", { profile: 'summarize_v2', canary }, {}],
    ['that the environment does not allow', ROUTE, { allowed: ['summarize_v1'] }],
    ['without a baseline', ROUTE, { allowed: ['summarize_v2'] }],
  ])('is none %s', (_, route, parts) => {
    expect(rolloutOf(snapshotOf(route, parts), 'summarize')).toBeUndefined();
    expect(rolloutsOf(snapshotOf(route, parts))).toEqual([]);
  });

  it('is found in the shared routes and in those of the environment, which win', () => {
    const variants = [{ profile: 'summarize_v3', percent: 1 }];
    const snapshot = snapshotOf(ROUTE, { ownRouting: { summarize: { profile: 'summarize_v1', variants } } });
    expect(rolloutsOf(snapshot)).toMatchObject([
      {
        intent: 'summarize',
        baseline: { name: 'summarize_v1' },
        tried: [{ profile: { name: 'summarize_v3' } }],
      },
    ]);
  });

  it.each([
    [[{ ...canary, percent: 12.5 }], 87.5],
    [[33.3, 33.3, 33.4].map((percent, at) => ({ profile: `summarize_v${at + 2}`, percent })), 0],
    [
      [
        { ...canary, percent: 60 },
        { profile: 'summarize_v1', percent: 40 },
      ],
      40,
    ],
  ])('by %j leaves %f percent to its baseline', (variants, left) => {
    const parts = { profiles: { ...PROFILES, summarize_v4: {} } };
    const rollout = rolloutOf(snapshotOf({ profile: 'summarize_v1', variants }, parts), 'summarize');
    expect(rollout?.baselinePercent).toBe(left);
  });

  it('keeps its key as long as what is compared stays the same', () => {
    const targets = [{ profile: 'summarize_v3', users: ['u_1'] }];
    const same = [
      keyOf(ROUTE),
      keyOf(ROUTE, {
        models: [{ alias: 'fast', agent: 'fast', firstContentMs: 1, totalMs: 2, maxConcurrent: 3 }],
      }),
      keyOf({ ...ROUTE, targets }),
      keyOf({ ...ROUTE, guard: false }),
    ];
    expect(new Set(same).size).toBe(1);
    expect(same[0]).toMatch(/^[0-9a-f]{16}$/);
    const fast = { alias: 'fast', agent: 'fast', firstContentMs: 4000, totalMs: 20_000, maxConcurrent: 8 };
    const others = [
      keyOf({ ...ROUTE, salt: 'spring' }),
      keyOf({ ...ROUTE, canary: { ...canary, percent: 51 } }),
      keyOf({ ...ROUTE, profile: 'summarize_v3' }),
      keyOf(ROUTE, { profiles: { ...PROFILES, summarize_v2: { digest: 'another' } } }),
      keyOf(ROUTE, { profiles: { ...PROFILES, summarize_v1: { digest: 'another' } } }),
      keyOf(ROUTE, { environment: { name: 'staging' } }),
      keyOf(ROUTE, { models: [{ ...fast, agent: 'another' }] }),
      keyOf(ROUTE, { models: [{ ...fast, model: 'qwen/qwen-max' }] }),
      keyOf(ROUTE, { models: [{ ...fast, model: 'qwen/qwen-plus' }] }),
    ];
    expect(new Set([...same, ...others]).size).toBe(1 + others.length);
  });
});
