import { describe, expect, it } from 'vitest';
import { type SnapshotParts, aSnapshot } from '../../../test/support/a-snapshot.js';
import { aFlag } from '../../../test/support/a-flag.js';
import type { FlagEvaluation } from '../../trace/trace-record.js';
import type { Route, Variant } from '../../config/snapshot.js';
import { explanationOf } from './explanation.js';

const PROFILES = {
  summarize_v1: {},
  summarize_v2: {},
  summarize_v3: { fallback: 'summarize_v2' },
  other: {},
};
const USERS = Array.from({ length: 400 }, (_, index) => `u_${index}`);

function explained(route: Route, userId: string, parts: SnapshotParts = {}, hint?: string) {
  const snapshot = aSnapshot({ profiles: PROFILES, routing: { summarize: route }, ...parts });
  return explanationOf(snapshot, { intent: 'summarize', userId, hint });
}

const VARIANTS: readonly Variant[] = [
  { profile: 'summarize_v2', percent: 20 },
  { profile: 'summarize_v3', percent: 30.5 },
];
const ROUTE: Route = { profile: 'summarize_v1', variants: VARIANTS };

function withShare(profile: string, percent: number): Route {
  return {
    ...ROUTE,
    variants: VARIANTS.map((variant) => (variant.profile === profile ? { profile, percent } : variant)),
  };
}

/** Of all users, the changes of this form: `[whole, profile, percent]`. */
function changesLike(form: RegExp): { userId: string; profile: string; percent: number }[] {
  return USERS.flatMap((userId) =>
    explained(ROUTE, userId).changes.flatMap((change) => {
      const [, profile = '', percent] = form.exec(change) ?? [];
      return percent === undefined ? [] : [{ userId, profile, percent: Number(percent) }];
    }),
  );
}

describe('what would have to change', () => {
  it('is true of shares: a user is in above what it says, and no earlier', () => {
    const raises = changesLike(/^(\w+): raise the variant above ([\d.]+) %\.$/);
    expect(raises.length).toBeGreaterThan(100);
    for (const { userId, profile, percent } of raises) {
      expect(explained(ROUTE, userId).profile).not.toBe(profile);
      expect(explained(withShare(profile, percent + 1e-6), userId).profile).toBe(profile);
      expect(explained(withShare(profile, percent - 0.1), userId).profile).not.toBe(profile);
    }
  });

  it('is true of shares: a user is out at what it says, and no earlier', () => {
    const lowered = changesLike(/^Lower the variant (\w+) to ([\d.]+) % or less\.$/);
    expect(lowered.length).toBeGreaterThan(100);
    for (const { userId, profile, percent } of lowered) {
      expect(explained(ROUTE, userId).profile).toBe(profile);
      expect(explained(withShare(profile, percent), userId).profile).not.toBe(profile);
      expect(explained(withShare(profile, percent + 0.1), userId).profile).toBe(profile);
    }
  });

  it('says what else a share takes: room below 100 %, and that the profile is allowed', () => {
    const changes = USERS.flatMap((userId) => explained(ROUTE, userId).changes);
    // With 30.5 % after it, summarize_v2 has room up to 69.5 %.
    for (const change of changes.filter((text) => text.startsWith('summarize_v2: raise'))) {
      const above = Number(/above ([\d.]+) %/.exec(change)?.[1] ?? 100);
      expect([change, change.includes('lower those after it')]).toEqual([change, above >= 69.5]);
    }
    const allowed = ['summarize_v1', 'summarize_v3'];
    const outOfBoth = USERS.map((userId) => explained(ROUTE, userId, { allowed })).find(
      ({ steps }) =>
        steps.filter(({ rule, matched }) => rule === 'variant' && matched === false).length === 2,
    );
    expect(outOfBoth?.changes).toEqual([
      expect.stringMatching(/^summarize_v2: raise the variant .* \(and allow it in dev\)\.$/),
      expect.stringMatching(/^summarize_v3: raise the variant above [\d.]+ %\.$/),
    ]);
  });

  it('names the canary as such, and what the environment would have to allow', () => {
    const canary = { profile: 'summarize_v2', percent: 100 };
    const route: Route = { profile: 'summarize_v1', canary };
    expect(explained(route, 'u_1', { allowed: ['summarize_v1'] }).changes).toEqual([
      'summarize_v2: allow it in dev.',
    ]);
    expect(explained({ ...route, canary: { ...canary, percent: 0 } }, 'u_1').changes).toEqual([
      expect.stringMatching(/^summarize_v2: raise the canary (above|to) [\d.]+ %\.$/),
    ]);
    expect(explained(route, 'u_1', { allowed: ['other'] })).toMatchObject({
      profile: null,
      refused: 'PROFILE_NOT_ALLOWED',
      changes: ['summarize_v2: allow it in dev.', 'summarize_v1: allow it in dev.'],
    });
  });

  it('does not offer to allow what is of another intent, or does not exist', () => {
    for (const hint of ['other', 'nothing']) {
      expect(explained(ROUTE, 'u_1', {}, hint).changes).toEqual([
        'Leave the hint out, and the route decides.',
      ]);
    }
    expect(explained(ROUTE, 'u_1', { routing: {} }).changes).toEqual(['Give "summarize" a route.']);
  });

  it('is what a target asks for, as far as they were looked at', () => {
    const targets = [
      { profile: 'summarize_v3', users: ['u_2'] },
      { profile: 'summarize_v2', users: ['u_1'] },
      { profile: 'summarize_v3', users: ['u_3'] },
    ];
    const explanation = explained({ profile: 'summarize_v1', targets }, 'u_1');
    expect(explanation.changes).toEqual([
      'summarize_v3: fulfil target 1 (now: not one of its users).',
      'Leave the user out of target 2: the rules after it decide.',
    ]);
    // What a user has already is no change.
    const same = [{ profile: 'summarize_v1', users: ['u_3'] }];
    expect(explained({ profile: 'summarize_v1', targets: same }, 'u_4').changes).toEqual([]);
    expect(explained({ profile: 'summarize_v1', targets }, 'u_2').fallbacks).toEqual([
      { profile: 'summarize_v2', allowed: true },
    ]);
  });
});

describe('what would have to change where a flag may choose', () => {
  const pilot = aFlag({
    key: 'pilot',
    type: 'string',
    variants: { second: 'summarize_v2', third: 'summarize_v3', none: '' },
    effect: { kind: 'profile', intents: ['summarize'] },
  });
  const snapshot = aSnapshot({
    profiles: PROFILES,
    routing: { summarize: { profile: 'summarize_v1' } },
    flags: [pilot],
  });
  const changes = (evaluation: Omit<FlagEvaluation, 'key'>, hint?: string) =>
    explanationOf(snapshot, {
      intent: 'summarize',
      userId: 'u_1',
      hint,
      flags: [{ key: 'pilot', ...evaluation }],
    }).changes;
  const decides = { variant: 'second', reason: 'TARGETING_MATCH', value: 'summarize_v2' };

  it('is that the flag says something else, or nothing', () => {
    expect(changes(decides)).toEqual([
      'summarize_v3: give the user the variant third of the flag pilot.',
      'Give the user no profile by the flag pilot: the rules after it decide.',
    ]);
    expect(changes({ variant: 'none', reason: 'DEFAULT', value: '' })).toEqual([
      'summarize_v2: give the user the variant second of the flag pilot.',
      'summarize_v3: give the user the variant third of the flag pilot.',
    ]);
  });

  it('is that a hint against the flag is left out, and then the flag decides', () => {
    expect(changes(decides, 'summarize_v3')).toEqual([
      'summarize_v3: give the user the variant third of the flag pilot.',
      'Give the user no profile by the flag pilot: the hint is served, where it is allowed.',
      'summarize_v2: leave the hint out, and the flag decides.',
    ]);
    expect(changes(decides, 'summarize_v1')).toEqual([
      'Give the user no profile by the flag pilot: the hint is served, where it is allowed.',
      'summarize_v2: leave the hint out, and the flag decides.',
    ]);
    expect(changes(decides, 'summarize_v2')).toEqual([]);
  });

  it('is the state of a flag that is disabled, and the rule of one that fails', () => {
    expect(changes({ variant: null, reason: 'DISABLED' })).toEqual([
      'Enable the flag pilot (now: DISABLED): its rule decides.',
    ]);
    expect(changes({ variant: null, reason: 'ERROR', error: 'its rule cannot be read' })).toEqual([
      'Mend the rule of the flag pilot (now: its rule cannot be read): it decides.',
    ]);
    expect(changes({ variant: null, reason: 'DISABLED' }, 'summarize_v1')).toEqual([
      'Leave the hint out, and the route decides.',
    ]);
  });
});
