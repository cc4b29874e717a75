import { describe, expect, it } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { loadSnapshot } from '../config/load-snapshot.js';
import type { Route } from '../config/snapshot.js';
import { CannotPromote, type Promotion, promoted } from './promote.js';
import { CannotEdit } from './yaml-edit.js';

const PROFILES = `
profiles:
  summarize_v1: {model: fast, system_prompt: first}
  summarize_v2: {model: fast, system_prompt: second}
  summarize_v3: {model: fast, system_prompt: third}
  support_v1: {model: fast, system_prompt: other}
routing: {summarize: summarize_v1, support: support_v1}
`;
const SHARED = `environments:
  prod:
    allowed_profiles:
      - summarize_v1 # since spring
      - support_v1
    log_level: info # quiet
`;

/** The policy after a promotion in prod of summarize_v2, and again of what that gave. */
function promote(policy: string, parts: Partial<Promotion> = {}): { once: string; twice: string } {
  const promotion = {
    intent: 'summarize',
    profile: 'summarize_v2',
    traffic: 'on-request',
    ...parts,
  } as const;
  const change = (text: string): string => promoted(text, snapshotOf(text), promotion);
  const once = change(policy);
  return { once, twice: change(once) };
}

function snapshotOf(policy: string) {
  const dir = configDir({ 'mini-program-profiles.yaml': PROFILES, 'env-policy.yaml': policy });
  const { snapshot, issues } = loadSnapshot({
    configDir: dir,
    environment: 'prod',
    knownIntents: ['summarize', 'support'],
    now: 0,
  });
  if (snapshot === null) throw new Error(JSON.stringify(issues));
  return snapshot;
}

const withOwn = (route: string): string => `${SHARED}    routing:\n      # why\n      summarize: ${route}\n`;
const withIts = SHARED.replace('      - support_v1\n', '      - summarize_v2\n      - support_v1\n');
const canary = (percent: number) => ({ canaryPercent: percent });

describe('a promotion', () => {
  it('allows a profile below the others of its intent, once', () => {
    const { once, twice } = promote(SHARED);
    expect(once).toBe(withIts);
    expect(twice).toBe(once);
  });

  it('routes everybody to it, in that environment alone', () => {
    const { once, twice } = promote(SHARED, { traffic: 'everybody' });
    expect(once).toBe(
      withIts.replace('    log_level', '    routing:\n      summarize: summarize_v2\n    log_level'),
    );
    expect(twice).toBe(once);
  });

  it('makes it a canary beside what serves there', () => {
    const { once, twice } = promote(SHARED, { traffic: canary(10) });
    expect(once).toContain(
      '    routing:\n      summarize: { profile: summarize_v1, canary: { profile: summarize_v2, percent: 10 } }\n',
    );
    expect(twice).toBe(once);
  });

  it.each([
    ['a name', 'summarize_v1', '{ profile: summarize_v1, canary: { profile: summarize_v2, percent: 10 } }'],
    [
      'a map',
      '{profile: summarize_v3}',
      '{profile: summarize_v3, canary: { profile: summarize_v2, percent: 10 }}',
    ],
    [
      'its canary',
      '{profile: summarize_v3, canary: {percent: 5, profile: summarize_v2}} # soon',
      '{profile: summarize_v3, canary: {percent: 10, profile: summarize_v2}} # soon',
    ],
    [
      'another canary',
      '{profile: summarize_v1, canary: {profile: summarize_v3, percent: 5}}',
      '{profile: summarize_v1, canary: { profile: summarize_v2, percent: 10 }}',
    ],
    [
      'a map in lines',
      '\n        profile: summarize_v1 # base',
      '\n        profile: summarize_v1 # base\n        canary: { profile: summarize_v2, percent: 10 }',
    ],
  ])('gives a share of the users in place of %s', (_what, route, expected) => {
    const { once, twice } = promote(withOwn(route), { traffic: canary(10) });
    expect(once).toContain(`      # why\n      summarize: ${expected}\n`);
    expect(twice).toBe(once);
  });

  it('ends the canary when everybody gets it', () => {
    const route = '{ profile: summarize_v1, canary: { profile: summarize_v2, percent: 50 } } # half';
    const { once, twice } = promote(withOwn(route), { traffic: 'everybody' });
    expect(once).toContain('      # why\n      summarize: summarize_v2 # half\n');
    expect(twice).toBe(once);
  });

  it.each([
    [
      'beside a profile, where nothing else is touched',
      '{ guard: false, profile: summarize_v1 }',
      '{ guard: false, profile: summarize_v2 }',
      '{ guard: false, profile: summarize_v1, canary: { profile: summarize_v2, percent: 10 } }',
    ],
    [
      'beside a canary',
      '{ profile: summarize_v1, canary: {profile: summarize_v2, percent: 50}, guard: {margin: 1.5} } # half',
      '{ profile: summarize_v2, guard: { margin: 1.5 } } # half',
      '{ profile: summarize_v1, canary: {profile: summarize_v2, percent: 10}, guard: {margin: 1.5} } # half',
    ],
    [
      'in lines',
      '\n        profile: summarize_v1\n        guard: # careful\n          min_samples: 100',
      '\n        profile: summarize_v2\n        guard: # careful\n          min_samples: 100',
      '\n        profile: summarize_v1\n        guard: # careful\n          min_samples: 100\n        canary: { profile: summarize_v2, percent: 10 }',
    ],
  ])('leaves a guard as it is: %s', (_where, route, forEverybody, forSome) => {
    for (const [traffic, expected] of [
      ['everybody', forEverybody],
      [canary(10), forSome],
    ] as const) {
      const { once, twice } = promote(withOwn(route), { traffic });
      expect(once).toContain(`      # why\n      summarize: ${expected}\n`);
      expect(twice).toBe(once);
    }
  });

  it.each<readonly [NonNullable<Route['guard']>, string]>([
    [false, 'false'],
    [
      { minSamples: 100, falseAlarms: 0.01, margin: 2, latency: false },
      '{ min_samples: 100, false_alarms: 0.01, margin: 2, latency: false }',
    ],
    [
      { minSamples: 100, falseAlarms: 0.01, margin: 2, latency: { factor: 2, ms: 0 } },
      '{ min_samples: 100, false_alarms: 0.01, margin: 2, latency: { factor: 2, ms: 0 } }',
    ],
  ])('takes the guard %j of the shared route with it', (guard, spelt) => {
    const snapshot = aSnapshot({
      allowed: ['summarize_v1', 'summarize_v2'],
      routing: { summarize: { profile: 'summarize_v1', guard } },
      environment: { name: 'prod' },
    });
    const change = (traffic: Promotion['traffic']): string =>
      promoted(withIts, snapshot, { intent: 'summarize', profile: 'summarize_v2', traffic });
    expect(change('everybody')).toContain(`summarize: { profile: summarize_v2, guard: ${spelt} }`);
    expect(change(canary(10))).toContain(
      `summarize: { profile: summarize_v1, canary: { profile: summarize_v2, percent: 10 }, guard: ${spelt} }`,
    );
  });

  it('changes nothing where the shared route leads there already', () => {
    expect(promote(SHARED, { profile: 'summarize_v1', traffic: 'everybody' }).once).toBe(SHARED);
  });

  it.each([
    ['of what is allowed first', SHARED, '      # because\n      - summarize_v2\n'],
    ['of a route alone', withIts, '    # because\n    routing:\n      summarize: summarize_v2\n'],
  ])('says why above the change: %s', (_what, policy, expected) => {
    const { once } = promote(policy, { traffic: 'everybody', comment: 'because' });
    expect(once).toContain(expected);
    expect(once.split('because')).toHaveLength(2);
  });

  it('writes out a list that another environment shares, and leaves that one alone', () => {
    const policy = `environments:
  staging:
    allowed_profiles: &list [summarize_v1, support_v1]
  prod:
    allowed_profiles: *list # the same
`;
    expect(promote(policy).once).toBe(
      policy.replace('*list # the', '[ summarize_v1, summarize_v2, support_v1 ] # the'),
    );
  });

  it('does not change what others are, too', () => {
    const policy = `environments:
  prod:
    allowed_profiles: &list [summarize_v1, support_v1]
  staging:
    allowed_profiles: *list
`;
    expect(() => promote(policy)).toThrow(CannotEdit);
  });

  it.each([
    [
      { targets: [{ profile: 'summarize_v3', users: ['u_1'] }] },
      'everybody',
      /has targets: change it by hand/,
    ],
    [{ targets: [] }, canary(10), /has targets/],
    [{ variants: [{ profile: 'summarize_v3', percent: 5 }] }, canary(10), /has variants/],
    [{ salt: 'spring' }, canary(10), /has salt/],
  ] as const)('leaves a route with %j to people', (parts, traffic, why) => {
    const route = { profile: 'summarize_v1', ...parts };
    const allowed = ['summarize_v1', 'summarize_v2'];
    const snapshot = aSnapshot({ allowed, routing: { summarize: route }, environment: { name: 'prod' } });
    const promotion = { intent: 'summarize', profile: 'summarize_v2', traffic };
    expect(() => promoted(withIts, snapshot, promotion)).toThrow(why);
  });

  it('makes no canary of what serves, nor beside nothing', () => {
    expect(() => promote(SHARED, { profile: 'summarize_v1', traffic: canary(10) })).toThrow(CannotPromote);
    expect(() => promote(SHARED, { intent: 'extract', traffic: canary(10) })).toThrow(/has no route in prod/);
  });
});
