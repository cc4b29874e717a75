import { Logger } from '@nestjs/common';
import { ErrorCode, type Provider } from '@openfeature/server-sdk';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { aFlag } from '../../test/support/a-flag.js';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { checkTargeting } from '../config/targeting/check-targeting.js';
import type { Flag } from '../config/flag.js';
import type { JsonObject } from '../common/json.js';
import { withOwnLimits } from './effects.js';
import { FlagErrors } from './flag-errors.js';
import { Flags } from './flags.js';
import { SnapshotProvider } from './snapshot-provider.js';

const errors = new FlagErrors();
const flags = new Flags(new SnapshotProvider(), errors);
beforeAll(() => flags.onModuleInit());

/** What the log was warned of. */
let warnings: string[];
beforeEach(() => {
  warnings = [];
  const warn = (...line: unknown[]): void => void warnings.push(JSON.stringify(line));
  Logger.overrideLogger({ log: () => {}, error: () => {}, warn });
});
afterEach(() => Logger.overrideLogger(['log', 'warn', 'error']));

function evaluated(flag: Flag, userId = 'u_1', context: JsonObject = {}) {
  return flags.evaluate(aSnapshot({ flags: [flag] }), flag, { userId, context: plain(context) });
}

/** Contexts have no lists. */
function plain(context: JsonObject) {
  return JSON.parse(JSON.stringify(context));
}

const share = (percent: number): Flag =>
  aFlag({
    targeting: {
      fractional: [
        ['on', percent],
        ['off', 100 - percent],
      ],
    },
  });

const anyUser = fc.stringMatching(/^[\w.:-]{1,40}$/);

describe('an evaluation', () => {
  it('is the default without a rule, and what the rule says with one', async () => {
    expect(await evaluated(aFlag())).toEqual({
      key: 'a_flag',
      variant: 'off',
      reason: 'STATIC',
      value: false,
    });
    const targeting = { if: [{ sem_ver: [{ var: 'appVersion' }, '>=', '1.4.0'] }, 'on'] };
    const flag = aFlag({ targeting });
    expect(await evaluated(flag, 'u_1', { appVersion: '1.5.0' })).toMatchObject({
      variant: 'on',
      reason: 'TARGETING_MATCH',
      value: true,
    });
    expect(await evaluated(flag, 'u_1', { appVersion: '1.3.9' })).toMatchObject({
      variant: 'off',
      reason: 'DEFAULT',
    });
  });

  it.each([
    ['disabled', aFlag({ state: 'DISABLED' }), 'DISABLED'],
    ['without a default', aFlag({ defaultVariant: null, targeting: { if: [false, 'on'] } }), 'DEFAULT'],
  ])('of a flag that is %s comes to nothing', async (_, flag, reason) => {
    expect(await evaluated(flag)).toEqual({ key: 'a_flag', variant: null, reason });
  });

  it.each([
    [{ cat: [{ var: 'plan' }, 'ne'] }, 'its rule comes to what is no variant of it'],
    [{ if: [{ '==': [{ var: 'plan' }, 7] }, 'on'] }, 'its rule cannot be evaluated for this context'],
    [{ iff: [true, 'on'] }, 'its rule cannot be read'],
  ])(
    'that fails by %j comes to nothing, and tells why without a word of the client',
    async (targeting, error) => {
      expect(await evaluated(aFlag({ targeting }), 'u_1', { plan: 'no' })).toEqual({
        key: 'a_flag',
        variant: null,
        reason: 'ERROR',
        error,
      });
    },
  );

  it('compares by === what a client sent of another type without a fault', async () => {
    const flag = aFlag({ targeting: { if: [{ '===': [{ var: 'plan' }, 7] }, 'on'] } });
    expect(await evaluated(flag, 'u_1', { plan: 'no' })).toMatchObject({ variant: 'off', reason: 'DEFAULT' });
  });

  it('that fails is counted each time, and logged once for a flag of a snapshot', async () => {
    const own = new FlagErrors();
    const counted = new Flags(new SnapshotProvider(), own);
    await counted.onModuleInit();
    const [one, two] = ['one', 'two'].map((key) => aFlag({ key, targeting: { cat: [{ var: 'plan' }] } }));
    const snapshot = aSnapshot({ flags: [one, two].filter((flag) => flag !== undefined) });
    const evaluate = (its: typeof snapshot) =>
      Promise.all(
        Array.from(its.flags.values(), (flag) =>
          counted.evaluate(its, flag, { userId: 'u_1', context: { plan: 'secret' } }),
        ),
      );
    await evaluate(snapshot);
    await evaluate(snapshot);
    expect(own.counts).toEqual([
      { flag: 'one', reason: 'no-variant', count: 2 },
      { flag: 'two', reason: 'no-variant', count: 2 },
    ]);
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('"flag":"one","reason":"no-variant"');
    expect(warnings.join()).not.toContain('secret');
    await evaluate(aSnapshot({ flags: [...snapshot.flags.values()] }));
    expect(warnings).toHaveLength(4);
  });

  it.each([
    ['string', { on: 'a', off: 'b' }, 'b'],
    ['number', { on: 1, off: 2 }, 2],
    ['object', { on: {}, off: { shown: [1] } }, { shown: [1] }],
  ] as const)('has values of the type %s', async (type, variants, value) => {
    expect(await evaluated(aFlag({ type, variants }))).toMatchObject({ variant: 'off', value });
  });

  it('knows the user and the environment, whatever a client says of them', async () => {
    const targeting = {
      if: [
        { and: [{ '===': [{ var: 'targetingKey' }, 'u_1'] }, { '===': [{ var: 'environment' }, 'dev'] }] },
        'on',
      ],
    };
    const claims = { targetingKey: 'u_2', environment: 'prod' };
    expect(await evaluated(aFlag({ targeting }), 'u_1', claims)).toMatchObject({ variant: 'on' });
    expect(await evaluated(aFlag({ targeting }), 'u_2', { targetingKey: 'u_1' })).toMatchObject({
      variant: 'off',
    });
  });

  it('knows the intent of an ask, whatever a client says of it', async () => {
    const flag = aFlag({ targeting: { if: [{ '==': [{ var: 'intent' }, 'support'] }, 'on'] } });
    const snapshot = aSnapshot({ flags: [flag] });
    const variantFor = async (intent?: string) => {
      const context = { intent: 'support' };
      return (await flags.evaluate(snapshot, flag, { userId: 'u_1', intent, context })).variant;
    };
    expect([await variantFor('support'), await variantFor('summarize')]).toEqual(['on', 'off']);
    expect(await variantFor()).toBe('off');
  });

  it('makes no code of a rule', async () => {
    const flag = aFlag({ targeting: { if: [{ '==': [{ var: 'plan' }, 'gold'] }, 'on'] } });
    const made = vi.spyOn(globalThis, 'eval');
    try {
      expect(await evaluated(flag, 'u_1', { plan: 'gold' })).toMatchObject({ variant: 'on' });
      expect(made).not.toHaveBeenCalled();
    } finally {
      made.mockRestore();
    }
  });

  it('is by the flags of its own snapshot, also at the same time', async () => {
    const [before, after] = [aFlag({ defaultVariant: 'off' }), aFlag({ defaultVariant: 'on' })];
    const old = aSnapshot({ flags: [before] });
    const audience = { userId: 'u_1' };
    const both = await Promise.all([
      flags.evaluate(old, before, audience),
      flags.evaluate(aSnapshot({ flags: [after] }), after, audience),
      flags.evaluate(old, before, audience),
    ]);
    expect(both.map(({ variant }) => variant)).toEqual(['off', 'on', 'off']);
  });

  it('never rejects nor throws, whatever rule passes the check and whatever a client sends', async () => {
    const { rule } = fc.letrec<{ rule: unknown; argument: unknown }>((tie) => ({
      argument: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('', 'a', 'toString', 'on', 1, null, true),
        tie('rule'),
      ),
      rule: fc
        .tuple(
          fc.constantFrom(
            'var',
            'if',
            '==',
            '<',
            'in',
            'cat',
            'substr',
            'missing',
            'sem_ver',
            'fractional',
            '/',
            '!',
            'max',
          ),
          fc.array(fc.oneof(tie('argument'), fc.tuple(fc.constantFrom('on', 'off'), fc.nat(9))), {
            minLength: 1,
            maxLength: 4,
          }),
        )
        .map(([operator, list]) => ({ [operator]: list })),
    }));
    const key = fc.constantFrom('a', 'toString', 'valueOf', 'constructor', '__proto__', 'length', 'then');
    const context = fc.dictionary(
      key,
      fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.dictionary(key, fc.string())),
    );
    await fc.assert(
      fc.asyncProperty(rule, context, async (targeting, claims) => {
        const names = { variants: ['on', 'off'], evaluators: null };
        if (checkTargeting(targeting, names).length > 0) return;
        const flag = aFlag({ targeting: plain(Object(targeting)) });
        const { reason, variant } = await flags.evaluate(aSnapshot({ flags: [flag] }), flag, {
          userId: 'u_1',
          context: claims,
        });
        expect(['on', 'off', null]).toContain(variant);
        expect(['TARGETING_MATCH', 'DEFAULT', 'STATIC', 'ERROR']).toContain(reason);
      }),
    );
  });
});

describe('a rule that is let through', () => {
  const condition = fc.oneof(
    fc.constantFrom(true, false),
    fc
      .tuple(
        fc.constantFrom('==', '!=', '<', '>=', 'in', 'starts_with'),
        fc.constantFrom('plan', 'appVersion', 'targetingKey'),
      )
      .map(([operator, name]) => ({ [operator]: [{ var: name }, 'u_1'] })),
    fc
      .constantFrom('=', '>', '~')
      .map((operator) => ({ sem_ver: [{ var: 'appVersion' }, operator, '1.5.0'] })),
  );
  const { rule } = fc.letrec<{ rule: unknown }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('on', 'off', 'true', 'false', 'onn', null),
      condition,
      fc.tuple(condition, tie('rule')).map((parts) => ({ if: parts })),
      fc.tuple(condition, tie('rule'), tie('rule')).map((parts) => ({ if: parts })),
      fc.tuple(tie('rule')).map((parts) => ({ if: parts })),
      fc.tuple(condition, tie('rule')).map((parts) => ({ and: parts })),
      fc.tuple(condition, tie('rule')).map((parts) => ({ or: parts })),
    ),
  }));

  it('comes to a variant or to the default, where it says itself what it comes to', async () => {
    const names = fc.subarray(['on', 'off', 'true', 'false'], { minLength: 1 });
    const claims = fc.record(
      { plan: fc.constantFrom('u_1', 'x'), appVersion: fc.constantFrom('1.5.0', 'no', '2.0.0') },
      { requiredKeys: [] },
    );
    let judged = 0;
    await fc.assert(
      fc.asyncProperty(rule, names, claims, async (targeting, variants, context) => {
        if (typeof targeting !== 'object' || targeting === null) return;
        if (checkTargeting(targeting, { variants, evaluators: null }).length > 0) return;
        judged += 1;
        const values = Object.fromEntries(variants.map((name) => [name, true]));
        const flag = aFlag({
          variants: values,
          defaultVariant: variants[0] ?? null,
          targeting: plain(Object(targeting)),
        });
        expect((await evaluated(flag, 'u_1', context)).reason).not.toBe('ERROR');
      }),
      { numRuns: 1000 },
    );
    expect(judged).toBeGreaterThan(50);
  });
});

describe('a share', () => {
  it('keeps whom it has when it grows', async () => {
    await fc.assert(
      fc.asyncProperty(anyUser, fc.nat(100), fc.nat(100), async (user, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [atLow, again, atHigh] = await Promise.all([
          evaluated(share(low), user),
          evaluated(share(low), user),
          evaluated(share(high), user),
        ]);
        expect(again).toEqual(atLow);
        expect(atLow.value === true && atHigh.value !== true).toBe(false);
      }),
    );
  });

  it('is about as large as it says', async () => {
    const users = Array.from({ length: 2000 }, (_, index) => `u_${index}`);
    const snapshot = aSnapshot({ flags: [share(30)] });
    const found = await Promise.all(users.map((userId) => flags.evaluate(snapshot, share(30), { userId })));
    const on = found.filter(({ value }) => value === true).length;
    expect(on / users.length).toBeGreaterThan(0.26);
    expect(on / users.length).toBeLessThan(0.34);
  });
});

describe('limits of a user', () => {
  const limit = aFlag({
    type: 'number',
    variants: { more: 200, usual: 0 },
    defaultVariant: 'usual',
    effect: { kind: 'limit.asks_per_minute', intents: [] },
  });
  const snapshot = aSnapshot({ flags: [limit] });

  it.each([
    [200, 200],
    [0, 60],
    [-5, 60],
    [Number.NaN, 60],
    ['200', 60],
  ])('are %j: %d', (value, expected) => {
    const evaluations = [{ key: limit.key, variant: 'x', reason: 'STATIC', value }];
    expect(withOwnLimits(snapshot, evaluations).quotas.asksPerMinute).toBe(expected);
  });
});

describe('another provider of OpenFeature', () => {
  it('is asked instead, and its failures come to nothing', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('no connection to the flags of our company');
    };
    const provider: Provider = {
      metadata: { name: 'elsewhere' },
      runsOn: 'server',
      resolveBooleanEvaluation: async (key) =>
        key === 'a_flag' ? { value: true } : { value: false, errorCode: ErrorCode.FLAG_NOT_FOUND },
      resolveStringEvaluation: fails,
      resolveNumberEvaluation: fails,
      resolveObjectEvaluation: fails,
    };
    const elsewhere = new Flags(provider, new FlagErrors());
    await elsewhere.onModuleInit();
    const flag = (parts: Partial<Flag> = {}) => {
      const its = aFlag(parts);
      return elsewhere.evaluate(aSnapshot({ flags: [its] }), its, { userId: 'u_1' });
    };
    expect(await flag()).toMatchObject({ value: true, variant: null });
    expect(await flag({ key: 'other' })).toEqual({
      key: 'other',
      variant: null,
      reason: 'ERROR',
      error: 'whoever evaluates it does not know it',
    });
    expect(await flag({ type: 'string', variants: { x: 'y' } })).toEqual({
      key: 'a_flag',
      variant: null,
      reason: 'ERROR',
      error: 'whoever evaluates it fails',
    });
  });
});
