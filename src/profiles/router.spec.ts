import { describe, expect, it } from 'vitest';
import { aFlag } from '../../test/support/a-flag.js';
import { aSnapshot, type SnapshotParts } from '../../test/support/a-snapshot.js';
import { thrownBy } from '../../test/support/thrown-by.js';
import type { Json } from '../common/json.js';
import { AppError } from '../common/errors/app-error.js';
import { type RoutingQuestion, decisionOf, routingOf } from './router.js';

const PROFILES = { summarize_v1: {}, summarize_v2: {}, summarize_v3: {}, support_v1: {}, brief: {} };

function resolve(
  parts: SnapshotParts,
  hint?: string,
  userId = 'u_1',
  context: RoutingQuestion['context'] = null,
) {
  const snapshot = aSnapshot({ profiles: PROFILES, ...parts });
  const question = { intent: 'summarize', userId, hint, context };
  return decisionOf(snapshot, question, routingOf(snapshot, question));
}

function refusal(parts: SnapshotParts, hint?: string): AppError {
  try {
    resolve(parts, hint);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the router', () => {
  it('takes the shared route and says so', () => {
    const { profile, steps } = resolve({});
    expect(profile.name).toBe('summarize_v1');
    expect(steps).toEqual([
      { rule: 'shared-route', result: 'summarize_v1', profile: 'summarize_v1' },
      { rule: 'policy', result: 'summarize_v1 is allowed in dev', profile: 'summarize_v1', matched: true },
    ]);
  });

  it("prefers the environment's own route", () => {
    const { profile, steps } = resolve({ ownRouting: { summarize: { profile: 'summarize_v2' } } });
    expect(profile.name).toBe('summarize_v2');
    expect(steps[0]).toMatchObject({ rule: 'environment-route', result: 'summarize_v2' });
  });

  it("prefers an operator's change to both, and tells which", () => {
    const changes = new Map([['route:summarize', { id: 'c', version: 7, at: 0 }]]);
    const snapshot = {
      ...aSnapshot({ profiles: PROFILES, ownRouting: { summarize: { profile: 'summarize_v2' } } }),
      changes,
    };
    const question = { intent: 'summarize', userId: 'u_1' };
    expect(routingOf(snapshot, question).steps[0]).toEqual({
      rule: 'changed-route',
      result: 'summarize_v2, change 7',
      profile: 'summarize_v2',
    });
    expect(routingOf(snapshot, { ...question, intent: 'support' }).steps[0]?.rule).toBe('shared-route');
  });

  it('honours a hint that is allowed and of the same intent', () => {
    expect(resolve({}, 'summarize_v2').profile.name).toBe('summarize_v2');
    expect(resolve({ routing: { summarize: { profile: 'brief' } } }, 'brief').profile.name).toBe('brief');
  });

  it.each(['support_v1', 'brief', 'nothing', 'summarize_v9', ''])('refuses the hint %j', (hint) => {
    expect(refusal({}, hint).code).toBe('PROFILE_NOT_ALLOWED');
  });

  it('refuses a hint and a route that the environment does not allow', () => {
    expect(refusal({ allowed: ['summarize_v1'] }, 'summarize_v2').code).toBe('PROFILE_NOT_ALLOWED');
    expect(refusal({ allowed: ['summarize_v2'] }).code).toBe('PROFILE_NOT_ALLOWED');
  });

  it('lists what is allowed for the intent, and nothing else', () => {
    const { detail } = refusal({ allowed: ['summarize_v2', 'support_v1', 'summarize_v9'] });
    expect(detail).toBe(
      'No profile that "summarize" is routed to is allowed in dev. Allowed here: summarize_v2.',
    );
    expect(refusal({ allowed: ['support_v1'] }).detail).toContain('Allowed here: none.');
  });

  it('refuses an intent without a route', () => {
    expect(refusal({ routing: {} }).code).toBe('PROFILE_NOT_ALLOWED');
  });
});

describe('flags in the router', () => {
  const pilot = aFlag({
    key: 'pilot',
    type: 'string',
    variants: { in: 'summarize_v2', brief: 'brief', out: '' },
    effect: { kind: 'profile', intents: ['summarize'] },
  });
  const off = aFlag({ key: 'off', effect: { kind: 'intent.off', intents: ['*'] } });
  const routed = (values: Readonly<Record<string, Json>>, hint?: string, allowed?: readonly string[]) => {
    const flags = Object.entries(values).map(([key, value]) => ({
      key,
      variant: 'x',
      reason: 'STATIC',
      value,
    }));
    const snapshot = aSnapshot({ profiles: PROFILES, flags: [pilot, off], ...(allowed && { allowed }) });
    const { profile, refused } = routingOf(snapshot, { intent: 'summarize', userId: 'u_1', hint, flags });
    return profile?.name ?? refused;
  };

  it.each([
    [{ pilot: 'summarize_v2' }, undefined, 'summarize_v2'],
    [{ pilot: 'brief' }, undefined, 'brief'],
    [{ pilot: '' }, undefined, 'summarize_v1'],
    [{}, undefined, 'summarize_v1'],
    [{ pilot: 'summarize_v2' }, 'summarize_v2', 'summarize_v2'],
    [{ pilot: 'summarize_v2' }, 'summarize_v3', 'PROFILE_NOT_ALLOWED'],
    [{ pilot: '' }, 'summarize_v3', 'summarize_v3'],
    [{ pilot: 'summarize_v2', off: false }, undefined, 'summarize_v2'],
    [{ pilot: 'summarize_v2', off: true }, 'summarize_v2', 'INTENT_DISABLED'],
    [{ pilot: 7, off: 'true' }, undefined, 'summarize_v1'],
  ])('by %j and the hint %s give %s', (values, hint, expected) => {
    expect(routed(values, hint)).toBe(expected);
  });

  it('refuse a hint in words that name no other profile, where one of them decides', () => {
    const flags = [{ key: 'pilot', variant: 'in', reason: 'STATIC', value: 'summarize_v2' }];
    const snapshot = aSnapshot({ profiles: PROFILES, flags: [pilot] });
    const question = { intent: 'summarize', userId: 'u_1', flags };
    const refusalOf = (hint: string) => {
      const asked = { ...question, hint };
      return thrownBy(() => decisionOf(snapshot, asked, routingOf(snapshot, asked)));
    };
    expect(refusalOf('summarize_v1')).toMatchObject({
      code: 'PROFILE_NOT_ALLOWED',
      message: 'Another profile serves this user: leave "profile" out.',
    });
  });

  it('are told of in the steps where they should switch an intent off and fail', () => {
    const flags = [
      { key: 'off', variant: null, reason: 'ERROR', error: 'its rule cannot be read' },
      { key: 'pilot', variant: null, reason: 'ERROR', error: 'whoever evaluates it fails' },
    ];
    const snapshot = aSnapshot({ profiles: PROFILES, flags: [pilot, off] });
    const { profile, steps } = routingOf(snapshot, { intent: 'summarize', userId: 'u_1', flags });
    expect(profile?.name).toBe('summarize_v1');
    expect(steps.slice(0, 2)).toEqual([
      { rule: 'flag', result: 'off, ERROR: its rule cannot be read', matched: false },
      { rule: 'flag', result: 'pilot, ERROR: whoever evaluates it fails', matched: false },
    ]);
  });

  it('decide nothing that the environment does not allow', () => {
    const allowed = ['summarize_v1', 'summarize_v3'];
    expect(routed({ pilot: 'summarize_v2' }, undefined, allowed)).toBe('summarize_v1');
    expect(routed({ pilot: 'summarize_v2' }, 'summarize_v3', allowed)).toBe('summarize_v3');
  });
});

describe('the steps of a refusal', () => {
  const stepsOf = (parts: SnapshotParts, hint?: string) => {
    const snapshot = aSnapshot({ profiles: PROFILES, ...parts });
    return routingOf(snapshot, { intent: 'summarize', userId: 'u_1', hint }).steps;
  };

  it.each([
    ['summarize_v2', 'summarize_v2 is not allowed in dev'],
    ['support_v1', 'support_v1 is none of summarize'],
    ['call_me_at_13812345678', 'there is no such profile'],
  ])('tell why not %s, and name only profiles that there are', (hint, result) => {
    const steps = stepsOf({ allowed: ['summarize_v1', 'support_v1'] }, hint);
    const named = hint in PROFILES ? { profile: hint } : {};
    expect(steps).toEqual([
      { rule: 'hint', result: hint, ...named },
      { rule: 'policy', result, ...named, matched: false },
    ]);
  });

  it('tell of an intent without a route, and of a route to what is not allowed', () => {
    expect(stepsOf({ routing: {} })).toEqual([{ rule: 'shared-route', result: 'none', matched: false }]);
    expect(stepsOf({ allowed: ['brief'] }).at(-1)).toMatchObject({
      rule: 'policy',
      result: 'summarize_v1 is not allowed in dev',
    });
  });
});

describe('a canary', () => {
  const at = (percent: number, allowed?: readonly string[]): SnapshotParts => ({
    routing: { summarize: { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent } } },
    ...(allowed && { allowed }),
  });

  it('gets those who are in, and the steps tell where they stand', () => {
    const { profile, steps } = resolve(at(100));
    expect(profile.name).toBe('summarize_v2');
    expect(steps[1]).toEqual({
      rule: 'canary',
      result: 'summarize_v2 at 100 %: in',
      profile: 'summarize_v2',
      percent: 100,
      position: expect.any(Number),
      matched: true,
    });
    const { position = NaN } = steps[1] ?? {};
    expect(resolve(at(position)).profile.name).toBe('summarize_v1');
    expect(resolve(at(position + 1e-6)).profile.name).toBe('summarize_v2');
  });

  it('that is not allowed leaves everybody where they were', () => {
    const { profile, steps } = resolve(at(100, ['summarize_v1']));
    expect(profile.name).toBe('summarize_v1');
    expect(steps.map(({ rule, profile: of, matched }) => [rule, of, matched])).toEqual([
      ['shared-route', 'summarize_v1', undefined],
      ['canary', 'summarize_v2', true],
      ['policy', 'summarize_v2', false],
      ['policy', 'summarize_v1', true],
    ]);
  });

  it('that alone is allowed is all that is served', () => {
    expect(resolve(at(100, ['summarize_v2'])).profile.name).toBe('summarize_v2');
    expect(() => resolve(at(0, ['summarize_v2']))).toThrow(AppError);
  });
});

describe('several variants', () => {
  const VARIANTS = [
    { profile: 'summarize_v2', percent: 40 },
    { profile: 'summarize_v3', percent: 40 },
  ];
  const users = Array.from({ length: 500 }, (_, index) => `u_${index}`);
  const servedWith = (allowed: readonly string[]): string[] =>
    users.map(
      (userId) =>
        resolve(
          { routing: { summarize: { profile: 'summarize_v1', variants: VARIANTS } }, allowed },
          undefined,
          userId,
        ).profile.name,
    );

  it('keep their users when another of them is not allowed: its users get the own profile of the route', () => {
    const all = servedWith(['summarize_v1', 'summarize_v2', 'summarize_v3']);
    const without = servedWith(['summarize_v1', 'summarize_v3']);
    expect(new Set(all).size).toBe(3);
    expect(without).toEqual(all.map((name) => (name === 'summarize_v2' ? 'summarize_v1' : name)));
  });
});

describe('targets', () => {
  const targeted = (parts: SnapshotParts = {}): SnapshotParts => ({
    routing: {
      summarize: {
        profile: 'summarize_v1',
        canary: { profile: 'brief', percent: 100 },
        targets: [
          { profile: 'summarize_v3', users: ['u_1', 'u_2'] },
          { profile: 'summarize_v2', appVersion: '>=1.4.0', context: new Map([['locale', ['zh_CN']]]) },
        ],
      },
    },
    ...parts,
  });
  const NEW = { appVersion: '1.4.0', locale: 'zh_CN' };

  it('come before the shares, the first that fits first', () => {
    expect(resolve(targeted(), undefined, 'u_1', NEW).profile.name).toBe('summarize_v3');
    const { profile, steps } = resolve(targeted(), undefined, 'u_3', NEW);
    expect(profile.name).toBe('summarize_v2');
    expect(steps.slice(1, 3)).toEqual([
      {
        rule: 'target',
        result: '1, summarize_v3: out: not one of its users',
        profile: 'summarize_v3',
        matched: false,
      },
      { rule: 'target', result: '2, summarize_v2: in', profile: 'summarize_v2', matched: true },
    ]);
  });

  it('leave everybody else to the shares, and say why', () => {
    const { profile, steps } = resolve(targeted(), undefined, 'u_3', { appVersion: '1.3.9' });
    expect(profile.name).toBe('brief');
    expect(steps[2]?.result).toBe(
      '2, summarize_v2: out: no appVersion in >=1.4.0, context.locale has none of its values',
    );
  });

  it('that are not allowed are passed over', () => {
    const allowed = ['summarize_v1', 'summarize_v2', 'brief'];
    expect(resolve(targeted({ allowed }), undefined, 'u_1', NEW).profile.name).toBe('summarize_v2');
    expect(resolve(targeted({ allowed }), undefined, 'u_1').profile.name).toBe('brief');
  });

  it('do not stand against a hint', () => {
    expect(resolve(targeted(), 'summarize_v1', 'u_1').profile.name).toBe('summarize_v1');
  });

  it('let the intent have their profiles', () => {
    const parts = targeted({
      routing: { summarize: { profile: 'summarize_v1', targets: [{ profile: 'brief', users: ['u_9'] }] } },
    });
    expect(resolve(parts, 'brief').profile.name).toBe('brief');
  });
});
