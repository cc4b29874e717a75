import { describe, expect, it } from 'vitest';
import { readContext } from './read-context.js';

const faults = (raw: object) => readContext(raw, '/context').errors;
const RULE = 'must be text of at most 500 characters, a finite number, true, false, null or an object';

describe('readContext', () => {
  it('takes what the contract allows and normalises its texts', () => {
    const raw = {
      page: 'pages/ho\u200Bme',
      n: -1.5,
      ok: true,
      none: null,
      页面: { 'a.b:c-d_e': { deep: '' } },
    };
    expect(readContext(raw, '/context')).toEqual({
      value: { page: 'pages/home', n: -1.5, ok: true, none: null, 页面: { 'a.b:c-d_e': { deep: '' } } },
      errors: [],
    });
    expect(readContext({}, '/context').value).toEqual({});
  });

  it('counts keys over all levels', () => {
    const keys = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    expect(faults({ ...keys(18), inner: { one: 1 } })).toEqual([]);
    expect(faults({ ...keys(18), inner: { one: 1, two: 2 } })).toEqual([
      { pointer: '/context', message: 'must have at most 20 keys' },
    ]);
  });

  it('takes three levels and no more', () => {
    expect(faults({ a: { b: { c: 1 } } })).toEqual([]);
    expect(faults({ a: { b: { c: { d: 1 } } } })).toEqual([
      { pointer: '/context/a/b/c', message: 'must not be an object: context has at most 3 levels' },
    ]);
  });

  it('counts the characters of a text', () => {
    expect(faults({ a: '😀'.repeat(500) })).toEqual([]);
    expect(faults({ a: '字'.repeat(501) })).toEqual([
      { pointer: '/context/a', message: 'must be text of at most 500 characters, not 501' },
    ]);
  });

  it('takes 2048 bytes of JSON and no more', () => {
    const bytes = (count: number) => ({
      a: '字'.repeat(500),
      b: 'x'.repeat(500),
      c: 'x'.repeat(count - 2022),
    });
    expect(Buffer.byteLength(JSON.stringify(bytes(2048)))).toBe(2048);
    expect(faults(bytes(2048))).toEqual([]);
    expect(faults(bytes(2049))).toEqual([
      { pointer: '/context', message: 'must be at most 2048 bytes as JSON, not 2049' },
    ]);
  });

  it.each([[[1]], [Number.POSITIVE_INFINITY], [Number.NaN], [undefined]])(
    'refuses %j as a value',
    (value) => {
      expect(faults({ a: value })).toEqual([{ pointer: '/context/a', message: RULE }]);
    },
  );

  it.each(['', 'two words', 'a\u200Bb', 'e\u0301', 'x'.repeat(65), 'a\nb', '<a>'])(
    'refuses %j as a key',
    (key) => {
      expect(faults({ [key]: 1 })[0]?.message).toMatch(/^keys must be/);
    },
  );

  it.each(['constructor', 'prototype', 'toString', '__proto__'])('refuses the reserved key %s', (key) => {
    expect(faults(JSON.parse(`{${JSON.stringify(key)}:1}`))).toEqual([
      { pointer: `/context/${key}`, message: 'is a reserved name' },
    ]);
  });
});
