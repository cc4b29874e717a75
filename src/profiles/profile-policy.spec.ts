import { describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import type { Route } from '../config/snapshot.js';
import { isServed } from './profile-policy.js';

const PROFILES = { summarize_v1: {}, summarize_v2: {}, summarize_v3: {} };

describe('isServed', () => {
  const served = (route: Omit<Route, 'profile'>, allowed: readonly string[]): boolean =>
    isServed(
      aSnapshot({
        profiles: PROFILES,
        routing: { summarize: { profile: 'summarize_v1', ...route } },
        allowed,
      }),
      'summarize',
    );
  const canary = (percent: number): Omit<Route, 'profile'> => ({
    canary: { profile: 'summarize_v2', percent },
  });
  const targets = [{ profile: 'summarize_v3', users: ['u_1'] }];

  it('is true as soon as the route leads somebody to an allowed profile', () => {
    expect(served({}, ['summarize_v1'])).toBe(true);
    expect(served({}, ['summarize_v2'])).toBe(false);
    expect(served(canary(5), ['summarize_v2'])).toBe(true);
    expect(served(canary(0), ['summarize_v2'])).toBe(false);
    expect(served({ targets }, ['summarize_v3'])).toBe(true);
    expect(served({ targets }, ['summarize_v2'])).toBe(false);
    // Those of the canary get the route's own profile.
    expect(served(canary(100), ['summarize_v1'])).toBe(true);
  });
});
