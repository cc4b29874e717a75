import { describe, expect, it } from 'vitest';
import type { ProfileSummary, RouteShare } from '../../api/types.js';
import { byUse, routesOf } from './routes.js';

function aProfile(name: string, routes: readonly RouteShare[], allowed = true): ProfileSummary {
  return {
    name,
    routes,
    allowed,
    digest: name,
    model: 'fast',
    maxTokens: 1,
    deadlineMs: 1,
    tools: [],
    fallback: null,
  };
}

describe('routes', () => {
  it('are the shares of the profiles, intent by intent, with the canary last however big it is', () => {
    const profiles = [
      aProfile('new', [{ intent: 'b', percent: 90, canary: true, targets: 0 }]),
      aProfile('old', [
        { intent: 'b', percent: 10, canary: false, targets: 0 },
        { intent: 'a', percent: 100, canary: false, targets: 0 },
      ]),
    ];
    const routes = routesOf({ environment: 'dev', configDigest: '', profiles });
    expect(routes.map(({ intent, shares }) => [intent, shares.map(({ profile }) => profile.name)])).toEqual([
      ['a', ['old']],
      ['b', ['old', 'new']],
    ]);
  });

  it('end with who serves nobody but targets', () => {
    const profiles = [
      aProfile('targeted', [{ intent: 'a', percent: 0, canary: false, targets: 2 }]),
      aProfile('new', [{ intent: 'a', percent: 100, canary: true, targets: 1 }]),
      aProfile('old', [{ intent: 'a', percent: 0, canary: false, targets: 0 }]),
    ];
    const [route] = routesOf({ environment: 'dev', configDigest: '', profiles });
    expect(route?.shares.map(({ profile, targets }) => [profile.name, targets])).toEqual([
      ['old', 0],
      ['new', 1],
      ['targeted', 2],
    ]);
  });
});

describe('profiles', () => {
  it('come with those that serve first, and those that may not last', () => {
    const route = [{ intent: 'a', percent: 100, canary: false, targets: 0 }];
    const profiles = [aProfile('forbidden', route, false), aProfile('idle', []), aProfile('serving', route)];
    expect(byUse(profiles).map(({ name }) => name)).toEqual(['serving', 'idle', 'forbidden']);
  });
});
