import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import type { Assertion } from '../config/eval.js';
import { type CheckedAnswer, checkAnswer } from './check-answer.js';

const ANSWER: CheckedAnswer = {
  asked: '请问退款什么时候到账？\n我三天前申请的。',
  answer: '• 退款 3 天到账\n• Refund 😀',
  output: { bullets: ['退款 3 天到账', 'Refund 😀'] },
  latencyMs: 1200,
  cost: 0.002,
  original: '• 退款 3 天内到账\n• Refund 😀',
};

const bullets = (maxItems: number) => ({
  type: 'object',
  required: ['bullets'],
  properties: { bullets: { type: 'array', maxItems, items: { type: 'string', pattern: '\\S' } } },
});

/** Without its name. */
type Unnamed = Assertion extends infer One ? (One extends Assertion ? Omit<One, 'name'> : never) : never;

const ASSERTIONS: readonly (readonly [Unnamed, message: string | undefined])[] = [
  [{ type: 'contains', texts: ['退款', 'Refund'], ignoreCase: false }, undefined],
  [{ type: 'contains', texts: ['退款', 'refund'], ignoreCase: false }, 'lacks "refund"'],
  [{ type: 'contains', texts: ['refund'], ignoreCase: true }, undefined],
  [{ type: 'not-contains', texts: ['退货', 'refund'], ignoreCase: false }, undefined],
  [{ type: 'not-contains', texts: ['退货', 'refund'], ignoreCase: true }, 'has "refund"'],
  [{ type: 'matches', pattern: '\\d 天', ignoreCase: false }, undefined],
  [{ type: 'matches', pattern: '^退款', ignoreCase: false }, 'the pattern fits nowhere'],
  [{ type: 'not-matches', pattern: 'REFUND', ignoreCase: true }, 'the pattern fits'],
  [{ type: 'json-schema', schema: bullets(2) }, undefined],
  [{ type: 'json-schema', schema: bullets(1) }, '/bullets must NOT have more than 1 items'],
  [
    { type: 'json-schema', schema: { type: 'object', additionalProperties: { type: 'number' } } },
    '/* must be number',
  ],
  [{ type: 'max-bullets', limit: 2 }, undefined],
  [{ type: 'max-bullets', limit: 1 }, '2 bullets, more than 1'],
  [{ type: 'max-chars', limit: 21 }, undefined],
  [{ type: 'max-chars', limit: 20 }, '21 characters, more than 20'],
  [{ type: 'min-chars', limit: 21 }, undefined],
  [{ type: 'min-chars', limit: 22 }, '21 characters, fewer than 22'],
  [{ type: 'max-latency-ms', limit: 1200 }, undefined],
  [{ type: 'max-latency-ms', limit: 1000 }, '1200 ms, more than 1000'],
  [{ type: 'max-cost', limit: 0.002 }, undefined],
  [{ type: 'max-cost', limit: 0.001 }, '0.002, more than 0.001'],
  [{ type: 'language', language: 'zh' }, undefined],
  [{ type: 'language', language: 'en' }, 'is in zh'],
  [{ type: 'language', language: 'same' }, undefined],
  [{ type: 'similar', atLeast: 0.8 }, undefined],
  [{ type: 'similar', atLeast: 0.95 }, 'the similarity is 0.88, below 0.95'],
];

describe('an answer', () => {
  it.each(ASSERTIONS)('is held against %j', (assertion, message) => {
    const named: Assertion = { ...assertion, name: 'an assertion' };
    const expected = { name: 'an assertion', type: assertion.type, passed: message === undefined };
    expect(checkAnswer([named], ANSWER)).toEqual([
      message === undefined ? expected : { ...expected, message },
    ]);
  });

  it('gets one result an assertion, in their order', () => {
    const assertions = ASSERTIONS.map(([assertion], at) => Object.assign({}, assertion, { name: `${at}` }));
    expect(checkAnswer(assertions, ANSWER).map(({ name }) => name)).toEqual(
      assertions.map(({ name }) => name),
    );
  });

  it('that does not exist passes nothing that is about it', () => {
    const none: CheckedAnswer = {
      asked: '',
      answer: null,
      output: null,
      latencyMs: null,
      cost: null,
      original: null,
    };
    for (const [assertion] of ASSERTIONS) {
      expect(checkAnswer([{ ...assertion, name: 'n' }], none)).toMatchObject([{ passed: false }]);
    }
  });

  it('is in the language of what was asked, which may be any', () => {
    const same: Assertion = { type: 'language', language: 'same', name: 'n' };
    const told = (asked: string) =>
      checkAnswer([same], { ...ANSWER, asked, answer: 'It comes in three days.' });
    expect(told('When does the money that I paid come back?')).toMatchObject([{ passed: true }]);
    expect(told('请问退款什么时候到账？')).toMatchObject([{ passed: false, message: 'is in en' }]);
    expect(told('12345')).toMatchObject([{ passed: true }]);
  });

  it('is like no other where there was none', () => {
    const similar: Assertion = { type: 'similar', atLeast: 0, name: 'n' };
    expect(checkAnswer([similar], { ...ANSWER, original: null })).toMatchObject([
      { passed: false, message: 'there is no first answer to compare with' },
    ]);
  });

  it('may be any text', () => {
    const assertions = ASSERTIONS.map(([assertion]) => Object.assign({}, assertion, { name: 'n' }));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.object(), (answer, output) => {
        const results = checkAnswer(assertions, { ...ANSWER, answer, output });
        expect(results).toHaveLength(assertions.length);
        const [contains] = checkAnswer(
          [{ type: 'not-contains', texts: ['退款'], ignoreCase: false, name: 'n' }],
          { ...ANSWER, answer },
        );
        expect(contains?.passed).toBe(!answer.includes('退款'));
      }),
    );
  }, 20_000);

  it('cannot make a check take long, whatever the pattern', () => {
    const patterns = ['(a+)+$', '(a|aa)*b', '^(\\w*\\d?\\s*)*!$', '(.*)*x$'];
    const assertions = patterns.flatMap((pattern): Assertion[] => [
      { type: 'matches', pattern, ignoreCase: true, name: 'n' },
      { type: 'json-schema', schema: { properties: { text: { type: 'string', pattern } }, type: 'object' }, name: 'n' },
    ]); // prettier-ignore
    const answer = `${'a'.repeat(20_000)}!?`;
    const before = cpuMs();
    checkAnswer(assertions, { ...ANSWER, answer, output: { text: answer } });
    expect(cpuMs() - before).toBeLessThan(2000);
  });
});
