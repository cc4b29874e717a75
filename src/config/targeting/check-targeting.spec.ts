import { describe, expect, it } from 'vitest';
import { checkTargeting } from './check-targeting.js';
import type { TargetingNames } from './targeting-fault.js';

const ASKED = { '==': [{ var: 'plan' }, 'gold'] };
const NEW = { sem_ver: [{ var: 'appVersion' }, '=', '1.5.0'] };

function faultsOf(targeting: unknown, names: Partial<TargetingNames> = {}): string[] {
  const all = { variants: ['on', 'off'], evaluators: null, ...names };
  return checkTargeting(targeting, all).map(
    ({ path, message, severity }) => `${severity} ${path.join('.')}: ${message}`,
  );
}

describe('what a rule comes to', () => {
  it.each([
    [
      NEW,
      'sem_ver: comes to true or false, and there is no variant "true"; use {"if": [condition, "on", "off"]}',
    ],
    [{ '!': [ASKED] }, '!: comes to true or false'],
    [{ in: [{ var: 'plan' }, ['gold']] }, 'in: comes to true or false'],
    [{ if: [ASKED, NEW, 'off'] }, 'if.1.sem_ver: comes to true or false'],
    [{ if: [ASKED, 'on', NEW] }, 'if.2.sem_ver: comes to true or false'],
    [{ if: ['onn'] }, 'if.0: there is no variant "onn" (did you mean "on"?)'],
    [{ if: 'onn' }, 'if: there is no variant "onn"'],
    [{ and: [ASKED, 'onn'] }, 'and.1: there is no variant "onn"'],
    [{ and: [ASKED, 'on'] }, 'and.0.==: comes to false, and there is no variant "false"'],
    [{ or: [{ var: 'plan' }, 'offf'] }, 'or.1: there is no variant "offf"'],
    [{ or: [ASKED, 'off'] }, 'or.0.==: comes to true, and there is no variant "true"'],
    [{ and: [false, 'on'] }, 'and.0: there is no variant "false"'],
    [{ and: [{ or: [ASKED, NEW] }, 'on'] }, 'and.0.or.1.sem_ver: comes to false'],
    [{ or: [{ if: [ASKED, 'offf'] }, 'off'] }, 'or.0.if.1: there is no variant "offf"'],
    [{ '+': [{ var: 'age' }, 1] }, '+: comes to a number, which is no variant'],
    [{ missing: ['plan'] }, 'missing: comes to a list, which is no variant'],
    [{ var: ['plan', 'onn'] }, 'var.1: there is no variant "onn"'],
    [
      { fractional: [{ cat: [{ var: 'plan' }] }, ['onn', 1], ['off', 1]] },
      'fractional.1.0: there is no variant',
    ],
  ])('%j must be a variant', (targeting, fault) => {
    expect(faultsOf(targeting)).toContainEqual(expect.stringContaining(`error ${fault}`));
  });

  it('is told of an evaluator where the rule comes to it, and not where it asks it', () => {
    const evaluators = { is_new: NEW };
    expect(faultsOf({ $ref: 'is_new' }, { evaluators })).toEqual([
      expect.stringContaining('error $ref: comes to true or false'),
    ]);
    expect(faultsOf({ if: [{ $ref: 'is_new' }, 'on'] }, { evaluators })).toEqual([]);
  });

  it.each([
    [NEW, ['true', 'false']],
    [{ and: [ASKED, 'on'] }, ['on', 'false']],
    [{ or: [ASKED, 'off'] }, ['true', 'off']],
    [{ '%': [{ var: 'age' }, 2] }, ['0', '1']],
    [{ if: [ASKED, 'on', null] }, ['on', 'off']],
    [
      {
        if: [
          {
            '==': [
              {
                fractional: [
                  ['a', 1],
                  ['b', 1],
                ],
              },
              'a',
            ],
          },
          'on',
        ],
      },
      ['on', 'off'],
    ],
    [{ if: [true, 'on'] }, ['on', 'off']],
    [{ cat: [{ var: 'plan' }] }, ['on', 'off']],
    [{ var: 'plan' }, ['on', 'off']],
  ])('%j may be of %j', (targeting, variants) => {
    expect(faultsOf(targeting, { variants })).toEqual([]);
  });

  it('is everybody where there is one share: of that files are warned', () => {
    expect(faultsOf({ fractional: [['on', 10]] })).toEqual([
      expect.stringContaining('warning fractional.0: is everybody, whatever its weight'),
    ]);
    expect(
      faultsOf({
        fractional: [
          ['on', 10],
          ['off', 0],
        ],
      }),
    ).toEqual([]);
  });
});

describe('what a rule asks', () => {
  it.each([
    [
      { if: ['appVersion', 'on', 'off'] },
      'if.0: is the same for everybody, and asks nothing (did you mean {"var": "appVersion"}?)',
    ],
    [{ if: [ASKED, 'on', 1, 'off'] }, 'if.2: is the same for everybody'],
    [{ if: [{ cat: ['a', 'b'] }, 'on'] }, 'if.0: is the same for everybody'],
    [{ if: [{ and: ['plan', ASKED] }, 'on'] }, 'if.0.and.0: is the same for everybody'],
    [{ if: [{ '==': [1, 1] }, 'on'] }, 'if.0.==: compares what is the same for everybody'],
    [
      { if: [{ and: [ASKED, { '>': [1, 0] }] }, 'on'] },
      'if.0.and.1.>: compares what is the same for everybody',
    ],
    [{ if: [{ sem_ver: ['1.0.0', '=', '1.5.0'] }, 'on'] }, 'if.0.sem_ver: compares what is the same'],
    [
      { if: [{ sem_ver: [{ var: 'appVersion' }, '=', null] }, 'on'] },
      'if.0.sem_ver.2: must be a version, in quotes',
    ],
    [
      { if: [{ sem_ver: [{ var: 'appVersion' }, '=', 1.1] }, 'on'] },
      'if.0.sem_ver.2: must be a version, in quotes',
    ],
    [{ if: [{ '==': [{ var: { cat: ['a'] } }, 1] }, 'on'] }, 'if.0.==.0.var: must be the name of a key'],
    [{ if: [{ '==': [{ var: '' }, 1] }, 'on'] }, 'if.0.==.0.var: must be the name of a key'],
  ])('%j depends on who asks', (targeting, fault) => {
    expect(faultsOf(targeting)).toEqual([expect.stringContaining(`error ${fault}`)]);
  });

  it('is looked for in evaluators too', () => {
    const evaluators = { nothing: { '==': ['plan', 'gold'] }, word: 'plan', plan: ASKED };
    const faults = (name: string) => faultsOf({ if: [{ $ref: name }, 'on'] }, { evaluators });
    expect(faults('plan')).toEqual([]);
    for (const name of ['nothing', 'word'])
      expect(faults(name)).toEqual([expect.stringContaining('error if.0: is the same for everybody')]);
    expect(faultsOf(evaluators.nothing, { variants: null })).toEqual([
      'error ==: compares what is the same for everybody (did you mean {"var": "plan"}?)',
    ]);
  });

  it.each([
    ['userId', 'targetingKey'],
    ['user', 'targetingKey'],
    ['user.id', 'targetingKey'],
    ['user_id', 'targetingKey'],
    ['sub', 'targetingKey'],
    ['openid', 'targetingKey'],
    ['targetingkey', 'targetingKey'],
    ['targetKey', 'targetingKey'],
    ['env', 'environment'],
    ['Environment', 'environment'],
    ['enviroment', 'environment'],
    ['intents', 'intent'],
    ['timestamp', '$flagd.timestamp'],
    ['flagd.timestamp', '$flagd.timestamp'],
    ['$flagd.timestmp', '$flagd.timestamp'],
    ['$flagd', '$flagd.timestamp'],
  ])('%s is of the client, and taken for %s', (key, meant) => {
    const told = `is chosen by the client, which may say anything (did you mean "${meant}"?)`;
    for (const condition of [
      { '==': [{ var: key }, 'u_1'] },
      { '==': [{ var: [key, ''] }, 'u_1'] },
      { '!': { missing: [key] } },
    ])
      expect(faultsOf({ if: [condition, 'on'] })).toEqual([expect.stringContaining(told)]);
  });

  it.each([
    'targetingKey',
    'environment',
    'intent',
    '$flagd.timestamp',
    '$flagd.flagKey',
    'appVersion',
    'page',
    'content',
    'locale',
    'event',
    'orderId',
  ])('%s may be asked for', (key) => {
    expect(faultsOf({ if: [{ '==': [{ var: key }, 'x'] }, 'on'] })).toEqual([]);
  });

  it('is not the intent where a rule is for all of them, also in an evaluator', () => {
    const withoutIntent = 'must not ask for the intent';
    const evaluators = { of_intent: { '==': [{ var: 'intent' }, 'summarize'] }, plan: ASKED };
    const names = { evaluators, withoutIntent };
    expect(faultsOf({ if: [evaluators.of_intent, 'on'] }, names)).toEqual([
      `error if.0.==.0.var: ${withoutIntent}`,
    ]);
    expect(faultsOf({ if: [{ $ref: 'of_intent' }, 'on'] }, names)).toEqual([
      `error if.0.$ref: ${withoutIntent}`,
    ]);
    expect(faultsOf({ if: [{ $ref: 'plan' }, 'on'] }, names)).toEqual([]);
    expect(faultsOf({ if: [evaluators.of_intent, 'on'] }, { evaluators })).toEqual([]);
  });
});
