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
      aProfile('new', [{ intent: 'b', percent: 90, canary: true }]),
      aProfile('old', [
        { intent: 'b', percent: 10, canary: false },
        { intent: 'a', percent: 100, canary: false },
      ]),
    ];
    const routes = routesOf({ environment: 'dev', configDigest: '', profiles });
    expect(routes.map(({ intent, shares }) => [intent, shares.map(({ profile }) => profile.name)])).toEqual([
      ['a', ['old']],
      ['b', ['old', 'new']],
    ]);
  });
});

describe('profiles', () => {
  it('come with those that serve first, and those that may not last', () => {
    const route = [{ intent: 'a', percent: 100, canary: false }];
    const profiles = [aProfile('forbidden', route, false), aProfile('idle', []), aProfile('serving', route)];
    expect(byUse(profiles).map(({ name }) => name)).toEqual(['serving', 'idle', 'forbidden']);
  });
});
