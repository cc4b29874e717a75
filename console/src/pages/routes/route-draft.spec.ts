import { describe, expect, it } from 'vitest';
import type { Change } from '../../api/change-types.js';
import type { IntentRoute, Route } from '../../api/route-types.js';
import { draftOf, faultsOf, onTrial, promoted, type RouteDraft, routeOf, takenBack } from './route-draft.js';

const ROUTE: Route = {
  profile: 'v1',
  canary: { profile: 'v2', percent: 10 },
  salt: 'spring',
  targets: [{ profile: 'v2', users: ['u_1'] }],
  guard: { minSamples: 20 },
};

const ROUTE_JSON = {
  profile: 'v1',
  canary: { profile: 'v2', percent: 10 },
  guard: { minSamples: 20 },
};

/** As a later version may say it. */
const UNKNOWN_LATENCY = { latency: { factor: 2, later: 1 } };

function aChange(parts: Partial<Change>): Change {
  return {
    id: 'change-1',
    kind: 'route',
    key: 'summarize',
    version: 1,
    action: 'set',
    reason: 'Any.',
    by: 'u_operator',
    at: '2026-03-01T00:00:00.000Z',
    restores: null,
    value: null,
    before: null,
    after: null,
    evidence: null,
    ...parts,
  };
}

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
    const view = aView(route);
    expect(routeOf(draftOf(view), view)).toEqual(route);
  });

  it('keeps what no field is about', () => {
    const changed = routeOf(aDraft({ canary: { profile: 'v2', percent: '25' } }), aView(ROUTE));
    expect(changed).toEqual({ ...ROUTE, canary: { profile: 'v2', percent: 25 } });
  });

  it('may be watched or not', () => {
    const unwatched = routeOf(aDraft({ watched: false }), aView(ROUTE));
    expect(unwatched.guard).toBe(false);
    const view = { ...aView(unwatched), files: { profile: 'v1' }, change: aChange({ before: ROUTE_JSON }) };
    expect(routeOf({ ...draftOf(view), watched: true }, view)).toEqual(ROUTE);
    const never = aView({ profile: 'v1', canary: { profile: 'v2', percent: 1 }, guard: false });
    expect(routeOf({ ...draftOf(never), watched: true }, never)).not.toHaveProperty('guard');
  });

  it('has either a canary or variants', () => {
    const draft = aDraft({ way: 'variants', variants: [{ profile: 'v3', percent: '5' }] });
    expect(routeOf(draft, aView(ROUTE))).toMatchObject({ variants: [{ profile: 'v3', percent: 5 }] });
    expect(routeOf(draft, aView(ROUTE))).not.toHaveProperty('canary');
    expect(routeOf(aDraft({ canary: { profile: '', percent: '5' } }), aView(ROUTE))).not.toHaveProperty(
      'canary',
    );
  });

  it('of an intent that nothing serves leaves the choice', () => {
    expect(faultsOf(draftOf(aView(null)))).toEqual({ '/profile': 'required' });
  });

  it('says how certain the server must be, in percent, and keeps the rest of it', () => {
    const guard = { minSamples: 20, falseAlarms: 0.07, margin: 0.1, later: 1 };
    const view = aView({ ...ROUTE, guard });
    expect(draftOf(view).guard).toMatchObject({ minSamples: '20', falseAlarms: '7', margin: '0.1' });
    expect(routeOf(draftOf(view), view).guard).toEqual(guard);
    const typed = { ...draftOf(view).guard, minSamples: ' ', falseAlarms: '0.1', margin: '3' };
    const changed = routeOf({ ...draftOf(view), guard: typed }, view);
    expect(changed.guard).toEqual({ falseAlarms: 0.001, margin: 3, later: 1 });
  });

  it.each<[NonNullable<Route['guard']>, Partial<RouteDraft['guard']>]>([
    [{ latency: false }, { judgesLatency: false, latencyFactor: '', latencyMs: '' }],
    [{ latency: { factor: 1.5 } }, { judgesLatency: true, latencyFactor: '1.5', latencyMs: '' }],
    [UNKNOWN_LATENCY, { judgesLatency: true, latencyFactor: '2', latencyMs: '' }],
    [{ latency: { factor: 2, ms: 0 } }, { judgesLatency: true, latencyFactor: '2', latencyMs: '0' }],
  ])('keeps what counts as slow: %j', (guard, typed) => {
    const view = aView({ ...ROUTE, guard });
    expect(draftOf(view).guard).toMatchObject(typed);
    expect(routeOf(draftOf(view), view).guard).toEqual(guard);
  });

  it('keeps what it does not know of what counts as slow', () => {
    const view = aView({ ...ROUTE, guard: UNKNOWN_LATENCY });
    const guard = { ...draftOf(view).guard, latencyFactor: '', latencyMs: '' };
    expect(routeOf({ ...draftOf(view), guard }, view).guard).toEqual({ latency: { later: 1 } });
  });

  it('checks what counts as slow only where that counts', () => {
    const guard = { ...aDraft().guard, latencyFactor: '0.5', latencyMs: '1.5' };
    expect(faultsOf(aDraft({ guard }))).toEqual({
      '/guard/latency/factor': 'latencyFactor',
      '/guard/latency/ms': 'latencyMs',
    });
    const never = { ...guard, judgesLatency: false };
    expect(faultsOf(aDraft({ guard: never }))).toEqual({});
    expect(routeOf(aDraft({ guard: never }), aView(ROUTE)).guard).toEqual({ minSamples: 20, latency: false });
  });

  it('asks for what it can of a guard, where a rollout is watched', () => {
    const guard = { ...aDraft().guard, minSamples: '10.5', falseAlarms: '51', margin: '' };
    expect(faultsOf(aDraft({ guard }))).toEqual({
      '/guard/minSamples': 'minSamples',
      '/guard/falseAlarms': 'falseAlarms',
    });
    expect(faultsOf(aDraft({ guard, watched: false }))).toEqual({});
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
  it('takes with it that nothing watches it', () => {
    const unwatched: Route = { ...ROUTE, guard: false };
    expect(promoted(unwatched)).not.toHaveProperty('guard');
    expect(takenBack(unwatched)).not.toHaveProperty('guard');
    const view = aView(unwatched);
    const draft = { ...draftOf(view), canary: { profile: '', percent: '' } };
    expect(routeOf(draft, view)).not.toHaveProperty('guard');
  });

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
