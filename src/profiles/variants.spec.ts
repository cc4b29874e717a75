import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Route, Variant } from '../config/snapshot.js';
import { draws } from './variants.js';

const BASE = 'base';
const USERS = Array.from({ length: 20_000 }, (_, index) => `u_${index}`);

function served(userId: string, variants: readonly Variant[], salt?: string, intent = 'summarize'): string {
  const route: Route = { profile: BASE, variants, ...(salt !== undefined && { salt }) };
  return [...draws(intent, route, userId)].find(({ isIn }) => isIn)?.variant.profile ?? BASE;
}

/** Ascending shares of some variants that leave something, with decimals. */
const rollout = fc
  .array(fc.double({ min: 0.1, max: 30, noNaN: true }), { minLength: 1, maxLength: 3 })
  .map((shares) => shares.map((percent, index): Variant => ({ profile: `v${index}`, percent })));

const user = fc.string({ minLength: 1 });
const salt = fc.string({ minLength: 1 });

function withShare(variants: readonly Variant[], index: number, percent: number): Variant[] {
  return variants.map((variant, at) => (at === index ? { ...variant, percent } : variant));
}

describe('a rollout', () => {
  it('gives a user the same for ever', () => {
    // Were these to change, every user of every rollout would be drawn anew.
    const variants = [
      { profile: 'a', percent: 25 },
      { profile: 'b', percent: 25 },
    ];
    const first = USERS.slice(0, 12).map((userId) => served(userId, variants, 'spring'));
    expect(first.join(' ')).toBe('a a base b a base base a base a b base');
  });

  it('takes nobody at 0 and everybody at 100, however the shares add up', () => {
    const thirds = [33.3, 33.3, 33.4].map((percent, index) => ({ profile: `v${index}`, percent }));
    fc.assert(
      fc.property(user, salt, (userId, its) => {
        expect(served(userId, [{ profile: 'v', percent: 0 }], its)).toBe(BASE);
        expect(served(userId, [{ profile: 'v', percent: 100 }], its)).toBe('v');
        expect(served(userId, thirds, its)).not.toBe(BASE);
        expect(served(userId, [...thirds, { profile: 'last', percent: 0 }], its)).not.toBe('last');
      }),
    );
  });

  it('keeps who is in when a share is raised, of every variant', () => {
    fc.assert(
      fc.property(rollout, user, salt, fc.nat(2), fc.double({ min: 0, max: 10, noNaN: true }), (...given) => {
        const [variants, userId, its, at, more] = given;
        const index = at % variants.length;
        const raised = withShare(variants, index, (variants[index]?.percent ?? 0) + more);
        const before = served(userId, variants, its);
        const after = served(userId, raised, its);
        // Nobody falls back to the route's own profile, and who moves between variants moves to the raised one.
        return before === BASE || after === before || after === `v${index}`;
      }),
      { numRuns: 2000 },
    );
  });

  it('drops the newest first when a share is lowered', () => {
    const users = USERS.slice(0, 3000);
    const inAt = (percent: number) => users.filter((id) => served(id, [{ profile: 'v', percent }]) === 'v');
    const [at10, at20, at30] = [inAt(10), inAt(20), inAt(30)];
    const kept = new Set(at20);
    expect(at10.every((id) => kept.has(id))).toBe(true);
    // From 30 back to 20 exactly those leave who came after 20.
    expect(at30.filter((id) => kept.has(id))).toEqual(at20);
  });

  it('does not move anybody of it by a variant that is added after it', () => {
    fc.assert(
      fc.property(rollout, user, salt, (variants, userId, its) => {
        const before = served(userId, variants, its);
        const after = served(userId, [...variants, { profile: 'late', percent: 5 }], its);
        return before === BASE || after === before;
      }),
    );
  });

  it.each([[[10]], [[0.5]], [[12.25, 30]], [[5, 5, 5]], [[50, 25, 25]], [[33.3, 33.3, 33.4]], [[1, 98]]])(
    'gives every variant its share: %j',
    (shares) => {
      const variants = shares.map((percent, index) => ({ profile: `v${index}`, percent }));
      for (const its of ['spring', 'summer', 'autumn']) {
        const counts = countBy(USERS.map((userId) => served(userId, variants, its)));
        for (const { profile, percent } of variants) {
          const share = percent / 100;
          const deviation = Math.sqrt(USERS.length * share * (1 - share));
          // Four standard deviations: one honest draw of some ten thousand is further off, and these never change.
          expect(Math.abs((counts.get(profile) ?? 0) - USERS.length * share)).toBeLessThan(4 * deviation);
        }
      }
    },
  );
});

describe('two rollouts', () => {
  const variants = [
    { profile: 'a', percent: 30 },
    { profile: 'b', percent: 20 },
  ];
  const others = [
    { profile: 'c', percent: 30 },
    { profile: 'd', percent: 20 },
  ];

  it.each([
    [
      'of two salts',
      USERS.map((id) => served(id, variants, 'x')),
      USERS.map((id) => served(id, variants, 'y')),
    ],
    [
      'of two intents',
      USERS.map((id) => served(id, variants, undefined, 'summarize')),
      USERS.map((id) => served(id, variants, undefined, 'support')),
    ],
    ['of other variants', USERS.map((id) => served(id, variants)), USERS.map((id) => served(id, others))],
  ])('%s draw independently of each other', (_, one, other) => {
    // Three by three outcomes: 4 degrees of freedom, of which 1 in 1000 is above 18.47.
    expect(chiSquare(one, other)).toBeLessThan(18.47);
  });

  it('would be told apart from two that are not', () => {
    const one = USERS.map((id) => served(id, variants));
    const mixed = one.map((name, index) => (index % 10 === 0 ? name : served(`u_${index}`, others)));
    expect(chiSquare(one, mixed)).toBeGreaterThan(18.47);
  });
});

/** Pearson's statistic of two characteristics of the same users: small when they have nothing to do with each other. */
function chiSquare(one: readonly string[], other: readonly string[]): number {
  const rows = countBy(one);
  const columns = countBy(other);
  const cells = countBy(one.map((row, index) => `${row} ${other[index]}`));
  let sum = 0;
  for (const [row, inRow] of rows) {
    for (const [column, inColumn] of columns) {
      const expected = (inRow * inColumn) / one.length;
      sum += ((cells.get(`${row} ${column}`) ?? 0) - expected) ** 2 / expected;
    }
  }
  return sum;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
