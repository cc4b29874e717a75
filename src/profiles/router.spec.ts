import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aSnapshot, type SnapshotParts } from '../../test/support/a-snapshot.js';
import { AppError } from '../common/errors/app-error.js';
import { resolveProfile } from './router.js';

const PROFILES = { summarize_v1: {}, summarize_v2: {}, support_v1: {}, brief: {} };

function resolve(parts: SnapshotParts, hint?: string, userId = 'u_1') {
  return resolveProfile(aSnapshot({ profiles: PROFILES, ...parts }), { intent: 'summarize', userId, hint });
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

describe('resolveProfile', () => {
  it('takes the shared route and says so', () => {
    const { profile, steps } = resolve({});
    expect(profile.name).toBe('summarize_v1');
    expect(steps).toEqual([
      { rule: 'shared-route', result: 'summarize_v1' },
      { rule: 'policy', result: 'summarize_v1 is allowed in dev' },
    ]);
  });

  it("prefers the environment's own route", () => {
    const { profile, steps } = resolve({ ownRouting: { summarize: { profile: 'summarize_v2' } } });
    expect(profile.name).toBe('summarize_v2');
    expect(steps[0]).toEqual({ rule: 'environment-route', result: 'summarize_v2' });
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

describe('a canary', () => {
  const at = (percent: number): SnapshotParts => ({
    routing: { summarize: { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent } } },
  });
  const isIn = (percent: number, userId: string): boolean =>
    resolve(at(percent), undefined, userId).profile.name === 'summarize_v2';

  it('takes nobody at 0 and everybody at 100', () => {
    fc.assert(fc.property(fc.string(), (userId) => !isIn(0, userId) && isIn(100, userId)));
  });

  it('keeps those who are in when it grows', () => {
    fc.assert(fc.property(fc.string(), (userId) => !isIn(10, userId) || isIn(30, userId)));
  });

  it('takes about as many as it says', () => {
    const users = Array.from({ length: 5000 }, (_, index) => `u_${index}`);
    const share = users.filter((userId) => isIn(30, userId)).length / users.length;
    expect(share).toBeGreaterThan(0.28);
    expect(share).toBeLessThan(0.32);
  });

  it('tells in the steps whether the user is in', () => {
    expect(resolve(at(100)).steps).toContainEqual({ rule: 'canary', result: 'summarize_v2 at 100 %: in' });
  });
});
