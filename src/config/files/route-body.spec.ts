import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RouteEntry, route, routeBody } from './route-entry.js';

const scalar = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null));
const profile = fc.oneof(fc.constantFrom('a_v1', 'a_v2', ''), scalar);
const percent = fc.oneof(fc.integer({ min: -5, max: 105 }), scalar);
const variant = fc.record({ profile, percent }, { requiredKeys: [] });
const users = fc.oneof(fc.array(fc.oneof(fc.constantFrom('u_1', 'u_2'), fc.string())), scalar);
const versions = fc.oneof(fc.constantFrom('>=1.4.0', '1.x', 'soon'), scalar);
const context = fc.oneof(
  fc.dictionary(fc.string(), fc.array(scalar, { maxLength: 2 }), { maxKeys: 2 }),
  scalar,
);
const target = fc.record({ profile, users, versions, context }, { requiredKeys: [] });
const samples = fc.oneof(fc.integer({ min: 5, max: 500 }), scalar);
const margin = fc.oneof(fc.integer({ min: -1, max: 51 }), scalar);
const latency = fc.oneof(
  fc.record({ factor: fc.oneof(fc.integer({ min: 0, max: 3 }), scalar), ms: samples }, { requiredKeys: [] }),
  fc.boolean(),
);
const guard = fc.oneof(fc.record({ samples, margin, latency }, { requiredKeys: [] }), fc.boolean());
const anyRoute = fc.record(
  { profile, guard, canary: variant, variants: fc.array(variant), salt: scalar, targets: fc.array(target) },
  { requiredKeys: ['profile'] },
);

describe('a route in the spelling of the operators', () => {
  it('is what the same route in a file is, or is refused as that is', () => {
    fc.assert(
      fc.property(anyRoute, ({ targets, guard: watched, ...rest }) => {
        const spelled = (key: string, samplesKey: string): object => ({
          ...rest,
          ...(watched !== undefined && { guard: guardBy(watched, samplesKey) }),
          ...(targets && {
            targets: targets.map(({ versions: range, ...its }) => ({
              ...its,
              ...(range !== undefined && { [key]: range }),
            })),
          }),
        });
        const inFile = route.safeParse(spelled('app_version', 'min_samples'));
        const inBody = routeBody.safeParse(spelled('appVersion', 'minSamples'));
        expect(inBody.success).toBe(inFile.success);
        expect<RouteEntry | undefined>(inBody.data).toEqual(inFile.data);
      }),
      { numRuns: 500 },
    );
  });

  it('is as large as a request of operators can hold, in files too', () => {
    const targetOf = (index: number, count: number, length: number) => ({
      profile: 'a_v1',
      users: Array.from({ length: count }, (_, at) => `${index}_${at}`.padEnd(length, '-')),
    });
    const routeOf = (several: number, count: number, length: number) => ({
      profile: 'a_v1',
      targets: Array.from({ length: several }, (_, index) => targetOf(index, count, length)),
    });
    const fits = (its: object): boolean[] => [route, routeBody].map((type) => type.safeParse(its).success);
    expect(fits(routeOf(1, 1000, 36))).toEqual([true, true]);
    expect(fits(routeOf(40, 44, 10))).toEqual([true, true]);
    expect(fits(routeOf(40, 46, 10))).toEqual([false, false]);
    expect(fits(routeOf(1, 450, 128))).toEqual([true, true]);
    expect(fits(routeOf(1, 460, 128))).toEqual([false, false]);
    expect(routeBody.safeParse(routeOf(50, 1000, 10)).error?.issues).toMatchObject([
      { path: [], message: expect.stringMatching(/^must not have more than 1900 users/) },
    ]);
  });

  it('is refused in the spelling of the files', () => {
    const targets = [{ profile: 'a_v1', users: ['u_1'], app_version: '1.x' }];
    expect(routeBody.safeParse({ profile: 'a_v1', targets }).success).toBe(false);
    expect(routeBody.safeParse('a_v1').success).toBe(false);
  });
});

function guardBy(watched: boolean | { samples?: unknown }, samplesKey: string): unknown {
  if (typeof watched === 'boolean') return watched;
  const { samples: atLeast, ...its } = watched;
  return { ...its, ...(atLeast !== undefined && { [samplesKey]: atLeast }) };
}
