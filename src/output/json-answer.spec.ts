import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { thrownBy } from '../../test/support/thrown-by.js';
import { readJsonAnswer } from './json-answer.js';
import { UnusableAnswer } from './unusable-answer.js';

const schema = z.object({ a: z.string(), n: z.number().optional() });
const read = (answer: string, cut = false) => readJsonAnswer(answer, schema, { cut, expected: 'JSON' });

describe('readJsonAnswer', () => {
  it.each([
    ['bare', '{"a":"x","n":1}'],
    ['fenced', '```json\n{"a":"x","n":1}\n```'],
    ['in prose', 'Sure! Here you are [as asked]: {"a":"x","n":1} Hope it helps {smile}.'],
    ['after thoughts', '<think>{"a":"draft"}</think>{"a":"x","n":1}'],
    ['single quotes', "{'a': 'x', 'n': 1}"],
    ['bare keys and a trailing comma', '{a: "x", n: 1,}'],
    ['a missing bracket', '{"a":"x","n":1'],
    ['a missing bracket before more words', '{"a":"x","n":1\n```\nThat is all.'],
    ['a comment', '{"a":"x", /* number */ "n":1}'],
    ['full-width quotes', '{“a”:“x”,“n”:1}'],
    ['full-width marks', '{“a”：“x”，“n”：1}'],
    ['full-width brackets', '｛"a"："x"，"n"：1｝'],
    ['a wrapper', '{"result":{"data":[{"a":"x","n":1}]}}'],
    ['many remarks before it', `${'[1] {} '.repeat(100)}{"a":"x","n":1}`],
    ['many remarks behind it', `{"a":"x","n":1}${' [as asked] {x: 1}'.repeat(100)}`],
    ['after a bracket that nobody closes', 'A set { is written so: {"a":"x","n":1}'],
  ])('reads JSON with %s', (_, answer) => {
    expect(read(answer)).toEqual({ a: 'x', n: 1 });
  });

  it('takes the last of several blocks that fit', () => {
    expect(read('{"a":"draft"} Better: {"a":"final"} as in {"other":1}')).toEqual({ a: 'final' });
  });

  it('takes the one of the highest rank, and the last among equals', () => {
    const search = { cut: false, expected: 'JSON', rank: ({ n = 0 }: { n?: number | undefined }) => n };
    const answer = '{"a":"no"} {"a":"draft","n":2} {"a":"final","n":2} {"a":"example","n":1}';
    expect(readJsonAnswer(answer, schema, search)).toEqual({ a: 'final', n: 2 });
  });

  it('keeps half a value when told so', () => {
    const search = { cut: true, half: 'keep', expected: 'JSON' } as const;
    expect(readJsonAnswer('{"n":1,"a":"hal', schema, search)).toEqual({ a: 'hal', n: 1 });
  });

  it('makes no list of words in brackets', () => {
    const list = z.array(z.unknown());
    for (const text of ['[as asked]', 'see [page: 3]', '[a, b]']) {
      expect(() => readJsonAnswer(text, list, { cut: false, expected: 'JSON' })).toThrow(UnusableAnswer);
    }
  });

  it('leaves a value out that the token limit cut', () => {
    expect(read('{"a":"x","n":12', true)).toEqual({ a: 'x' });
    expect(() => read('{"a":"x', true)).toThrow(UnusableAnswer);
  });

  it('is not touched by keys that mean something to JavaScript', () => {
    const record = readJsonAnswer(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      z.record(z.string(), z.unknown()),
      {
        cut: false,
        expected: 'JSON',
      },
    );
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('says what was expected when nothing fits', () => {
    expect(() => read('I cannot do that.')).toThrow(
      new UnusableAnswer('The answer was not the JSON asked for. Answer with JSON and nothing else.'),
    );
  });

  it('throws nothing but UnusableAnswer', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      ',',
      ':',
      '\\',
      '"a"',
      '"x"',
      '```',
      '\n',
      '//',
      '/*',
      'null',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 5 }))),
        fc.boolean(),
        (parts, cut) => {
          const error = thrownBy(() => read(parts.join(''), cut));
          expect(error === undefined || error instanceof UnusableAnswer).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['open brackets', '['.repeat(1_000_000)],
    ['open objects', '{"a":'.repeat(200_000)],
    ['small blocks', '{}'.repeat(500_000)],
    ['wrappers', '{"x":[{},[],{"y":[{}]}]}'.repeat(40_000)],
    ['full-width marks', `{${'“”：，'.repeat(12_000)}`],
    ['unclosed blocks', '{"a" '.repeat(200_000)],
    ['quotes', `{${'"'.repeat(1_000_000)}`],
    ['backslashes', `{"a":"${'\\'.repeat(1_000_000)}`],
    ['broken pairs', `{${'x:y '.repeat(12_000)}`],
    ['commas', `{${','.repeat(49_000)}`],
    ['comments', `{${'/*'.repeat(24_000)}`],
    ['concatenations', `{"a":${'"x"+'.repeat(12_000)}`],
  ])('reads a megabyte of %s in bounded time', (_, answer) => {
    const begin = cpuMs();
    expect(() => read(answer)).toThrow(UnusableAnswer);
    expect(cpuMs() - begin).toBeLessThan(3000);
  });
});
