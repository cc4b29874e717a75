import { describe, expect, it } from 'vitest';
import { settledJson } from './settled-json.js';

describe('settledJson', () => {
  it.each([
    ['{"items":[{"id":"a"},{"id":"b"', { items: [{ id: 'a' }, {}] }],
    ['{"items":[{"id":"a","reason":"x, {y}","n', { items: [{ id: 'a', reason: 'x, {y}' }] }],
    ['{"items":[{"id":"a"},', { items: [{ id: 'a' }] }],
    ['[1,2,3', [1, 2]],
    [String.raw`["a \"quoted\" ]","b`, ['a "quoted" ]']],
    ['```json\n{"a":{"b":1},"c":', { a: { b: 1 } }],
    ['<think>x</think>{"a":[1,', { a: [1] }],
    ['{', {}],
  ])('gives what is whole of %j', (text, value) => {
    expect(settledJson(text)).toEqual({ value, closed: false });
  });

  it('knows where it ends', () => {
    expect(settledJson('{"a":1} and {"b":2}')).toEqual({ value: { a: 1 }, closed: true });
  });

  it.each([
    ['nothing', ''],
    ['words before it', 'Here: {"a":1}'],
    ['other quotes', "{'a': 1, 'b'"],
    ['a missing comma', '{"a":"x" "y",'],
    ['too many brackets', '['.repeat(60)],
    ['more than an answer has', `[${'1,'.repeat(10_000)}`],
  ])('gives nothing of a text with %s', (_, text) => {
    expect(settledJson(text)).toBeUndefined();
  });

  it('cleans its strings', () => {
    expect(settledJson('{"a":"<think>x</think>y","b":"z"')?.value).toEqual({ a: 'y' });
  });
});
