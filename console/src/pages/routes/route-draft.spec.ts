import { describe, expect, it } from 'vitest';
import type { IntentRoute, Route } from '../../api/route-types.js';
import {
  draftOf,
  faultsOf,
  onTrial,
  promoted,
  type RouteDraft,
  routeOf,
  sameRoute,
  takenBack,
} from './route-draft.js';

const ROUTE: Route = {
  profile: 'v1',
  canary: { profile: 'v2', percent: 10 },
  salt: 'spring',
  targets: [{ profile: 'v2', users: ['u_1'] }],
  guard: { minSamples: 20 },
};

function aView(route: Route | null): IntentRoute {
  return {
    intent: 'summarize',
    served: true,
    route,
    source: 'shared',
    files: route,
    version: 0,
    change: null,
    ignored: null,
    allowed: ['v1', 'v2', 'v3'],
  };
}

function aDraft(parts: Partial<RouteDraft> = {}): RouteDraft {
  return { ...draftOf(aView(ROUTE)), ...parts };
}

describe('the draft of a route', () => {
  it.each<Route>([
    { profile: 'v1' },
    ROUTE,
    { profile: 'v1', variants: [{ profile: 'v2', percent: 0.5 }], guard: false },
  ])('asks for the route that it is of: %j', (route) => {
    expect(sameRoute(routeOf(draftOf(aView(route)), route), route)).toBe(true);
  });

  it('keeps what no field is about', () => {
    const changed = routeOf(aDraft({ canary: { profile: 'v2', percent: '25' } }), ROUTE);
    expect(changed).toEqual({ ...ROUTE, canary: { profile: 'v2', percent: 25 } });
  });

  it('may be watched or not', () => {
    expect(routeOf(aDraft({ watched: false }), ROUTE).guard).toBe(false);
    expect(routeOf(aDraft(), { ...ROUTE, guard: false })).not.toHaveProperty('guard');
  });

  it('has either a canary or variants', () => {
    const draft = aDraft({ way: 'variants', variants: [{ profile: 'v3', percent: '5' }] });
    expect(routeOf(draft, ROUTE)).toMatchObject({ variants: [{ profile: 'v3', percent: 5 }] });
    expect(routeOf(draft, ROUTE)).not.toHaveProperty('canary');
    expect(routeOf(aDraft({ canary: { profile: '', percent: '5' } }), ROUTE)).not.toHaveProperty('canary');
  });

  it('of an intent that nothing serves begins with what may', () => {
    expect(draftOf(aView(null)).profile).toBe('v1');
  });

  it.each<[Partial<RouteDraft>, object]>([
    [{ profile: '' }, { '/profile': 'required' }],
    [{ canary: { profile: 'v1', percent: '1' } }, { '/canary/profile': 'twice' }],
    [{ canary: { profile: 'v2', percent: '101' } }, { '/canary/percent': 'percent' }],
    [{ canary: { profile: 'v2', percent: ' ' } }, { '/canary/percent': 'percent' }],
    [{ canary: { profile: '', percent: 'any' } }, {}],
    [{ way: 'variants', variants: [{ profile: '', percent: '1' }] }, { '/variants/0/profile': 'required' }],
    [
      {
        way: 'variants',
        variants: [
          { profile: 'v2', percent: '60' },
          { profile: 'v2', percent: '41' },
        ],
      },
      { '/variants/1/profile': 'twice', '/variants/1/percent': 'sum' },
    ],
  ])('%j has the faults %j', (parts, faults) => {
    expect(faultsOf(aDraft(parts))).toEqual(faults);
  });
});

describe('a rollout', () => {
  it('ends with the canary for everyone, or for nobody', () => {
    const { canary: _, ...rest } = ROUTE;
    expect(promoted(ROUTE)).toEqual({ ...rest, profile: 'v2' });
    expect(takenBack(ROUTE)).toEqual(rest);
  });

  it('names the profiles that have to prove themselves', () => {
    expect(onTrial({ profile: 'v1' }, ROUTE)).toEqual(['v2']);
    expect(onTrial(ROUTE, { ...ROUTE, canary: { profile: 'v3', percent: 1 } })).toEqual(['v3', 'v2']);
    expect(onTrial(null, { profile: 'v1' })).toEqual(['v1']);
    expect(onTrial(ROUTE, { profile: 'v1' })).toEqual([]);
  });
});
