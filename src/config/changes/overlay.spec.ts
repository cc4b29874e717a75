import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aChange } from '../../../test/support/a-change.js';
import { aFlag } from '../../../test/support/a-flag.js';
import { aSnapshot } from '../../../test/support/a-snapshot.js';
import { configDigest, plainRoute } from '../archived.js';
import type { Route, Snapshot } from '../snapshot.js';
import { routeValue } from './changeable-routes.js';
import type { JsonObject } from './config-change.js';
import { overlay } from './overlay.js';

const INTENTS = ['extract', 'recommend', 'summarize', 'support'];
const PROFILES = INTENTS.flatMap((intent) => [`${intent}_v1`, `${intent}_v2`]);

const BASE = withDigest(
  aSnapshot({
    profiles: Object.fromEntries([...PROFILES, 'brief'].map((name) => [name, {}])),
    allowed: PROFILES,
    routing: Object.fromEntries(INTENTS.map((intent) => [intent, { profile: `${intent}_v1` }])),
    ownRouting: { support: { profile: 'support_v2' } },
  }),
);

function withDigest(snapshot: Snapshot): Snapshot {
  return { ...snapshot, digest: configDigest(snapshot) };
}

const laid = (changes: Parameters<typeof overlay>[1], base = BASE) =>
  overlay({ base, intents: INTENTS }, changes);

const percent = fc.integer({ min: 0, max: 100 });

/** Any route of an intent that fits the base. */
function aRouteOf(intent: string): fc.Arbitrary<Route> {
  const profile = fc.constantFrom(`${intent}_v1`, `${intent}_v2`);
  const targets = fc.array(
    fc.record({ profile, users: fc.constant(['u_1']), context: fc.constant(new Map([['page', ['home']]])) }),
    { minLength: 1, maxLength: 2 },
  );
  return fc.record(
    { profile, canary: fc.record({ profile, percent }), salt: fc.string({ minLength: 1 }), targets },
    { requiredKeys: ['profile'] },
  );
}

const someRoutes = fc
  .tuple(...INTENTS.map((intent) => fc.option(aRouteOf(intent))))
  .map((routes) =>
    routes.flatMap((route, index) => (route === null ? [] : [{ intent: INTENTS[index] ?? '', route }])),
  );

const changesTo = (routes: readonly { intent: string; route: Route }[]) =>
  routes.map(({ intent, route }) => aChange({ key: intent, value: routeValue(route) }));

describe('changes over the files', () => {
  it('say what a policy file with these routes would say, in whatever order they are laid', () => {
    fc.assert(
      fc.property(someRoutes, fc.infiniteStream(fc.integer()), (routes, order) => {
        const changes = changesTo(routes);
        const { snapshot, ignored } = laid(changes);
        const shuffled = changes
          .map((change) => ({ change, at: order.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ change }) => change);
        const written = new Map([
          ...BASE.environment.routing,
          ...routes.map(({ intent, route }) => [intent, route] as const),
        ]);
        expect(ignored).toEqual([]);
        expect(laid(shuffled).snapshot.digest).toBe(snapshot.digest);
        expect(snapshot.environment.routing).toEqual(written);
        expect(snapshot.digest).toBe(
          withDigest({ ...BASE, environment: { ...BASE.environment, routing: written } }).digest,
        );
        expect([...snapshot.changes.keys()].toSorted()).toEqual(
          routes.map(({ intent }) => `route:${intent}`),
        );
      }),
    );
  });

  it('leave everything else alone, and nothing of what was below', () => {
    const change = aChange();
    const { snapshot } = laid([change]);
    const { digest, environment, changes, ...rest } = snapshot;
    const { digest: _digest, environment: _environment, changes: _changes, ...below } = BASE;
    expect(rest).toEqual(below);
    expect(rest.profiles).toBe(BASE.profiles);
    expect({ ...environment, routing: null }).toEqual({ ...BASE.environment, routing: null });
    expect(digest).not.toBe(BASE.digest);
    expect(changes.get('route:summarize')).toEqual({
      id: change.id,
      version: 1,
      at: change.at,
    });
    expect(BASE.environment.routing.has('summarize')).toBe(false);
    expect(Object.isFrozen(snapshot.environment.routing.get('summarize'))).toBe(true);
  });

  it('have the digest of the files when they say what stands there', () => {
    const { snapshot } = laid([aChange({ key: 'support', value: plain({ profile: 'support_v2' }) })]);
    expect(snapshot.digest).toBe(BASE.digest);
    expect(snapshot.changes.size).toBe(1);
  });

  it('are the very base where none is in force', () => {
    expect(laid([]).snapshot).toBe(BASE);
    expect(laid([aChange({ value: null })]).snapshot).toBe(BASE);
    expect(laid([aChange({ value: { profile: 'summarize_v9' } })]).snapshot).toBe(BASE);
  });

  it.each([
    [
      { value: { profile: 'summarize_v9' } },
      'there is no profile "summarize_v9" (did you mean "summarize_v1"?)',
    ],
    [{ value: { profile: 'brief' } }, 'brief is not allowed in dev'],
    [{ value: { profile: 'support_v1' } }, 'support_v1 is called as a profile of the intent "support"'],
    [{ value: { profil: 'summarize_v1' } }, 'is no route'],
    [{ key: 'dance' }, 'there is no intent dance'],
    [{ kind: 'flag' as const, key: 'review_mode' }, 'there is no flag "review_mode"'],
  ])('are ignored where the files leave no room for %j, and the others are not', (parts, why) => {
    const bad = aChange(parts);
    const good = aChange({ key: 'extract', value: { profile: 'extract_v2' } });
    const { snapshot, ignored } = laid([bad, good]);
    expect(ignored).toEqual([{ change: bad, why, isByPolicy: why.includes('not allowed') }]);
    expect([...snapshot.changes.keys()]).toEqual(['route:extract']);
  });

  it('may say a part of a flag, as earlier servers kept it: the files say the rest', () => {
    const targeting = { if: [{ '===': [{ var: 'targetingKey' }, 'u_1'] }, 'off'] };
    const base = withDigest({ ...BASE, flags: new Map([['a_flag', aFlag({ targeting })]]) });
    const change = aChange({ kind: 'flag', key: 'a_flag', value: { defaultVariant: 'on' } });
    const { snapshot, ignored } = laid([change], base);
    expect([snapshot.flags.get('a_flag'), ignored]).toEqual([aFlag({ targeting, defaultVariant: 'on' }), []]);
  });

  it.each([
    [{ canary: { profile: 'brief', percent: 1 } }],
    [{ variants: [{ profile: 'brief', percent: 1 }] }],
    [{ targets: [{ profile: 'brief', users: ['u_1'] }] }],
  ])('are laid with %j that is not allowed, which routing passes over', (parts) => {
    const change = aChange({ value: { profile: 'summarize_v2', ...parts } });
    const { snapshot, ignored } = laid([change]);
    const why = 'brief is not allowed in dev, and is passed over';
    expect(ignored).toEqual([{ change, why, isByPolicy: true }]);
    expect(snapshot.environment.routing.get('summarize')).toMatchObject(parts);
    const gone = { profile: 'summarize_v2', ...parts, salt: 'x', canary: { profile: 'nothing', percent: 1 } };
    expect(laid([aChange({ value: gone })])).toMatchObject({
      snapshot: BASE,
      ignored: [{ isByPolicy: false }],
    });
  });

  it('may name what the files name for the intent, whatever it is called', () => {
    const base = withDigest({ ...BASE, routing: new Map([['summarize', { profile: 'support_v1' }]]) });
    expect(laid([aChange({ value: { profile: 'support_v1' } })], base).ignored).toEqual([]);
  });
});

function plain(route: Route): JsonObject {
  expect(routeValue(route)).toEqual(plainRoute(route));
  return routeValue(route);
}
