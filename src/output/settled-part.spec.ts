import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { MAX_READ } from './clean-answer.js';
import { settledPart } from './settled-part.js';

describe('settledPart', () => {
  it.each([
    'Words, and nothing but words.\nMore of them.',
    'See [3], [as asked] and [a link](https://a.example).',
    'Use `code` and ``more`` of it.',
    'analysis of the case',
    'Tom &amp; Jerry',
  ])('is all of %j', (text) => {
    expect(settledPart(text)).toBe(text);
  });

  it.each([
    '<think>x',
    '< b',
    '◁think▷',
    '{"a":1}',
    '```js\ncode',
    '  ~~~\n',
    '``',
    '[TOOL_CALLS]',
    '[/think]',
    '[INST]',
    '[AVAILABLE_TOOLS]',
    '[["a"]]',
    '["a"]',
    '[ "a"]',
    '[',
    '[ ',
    '[{"a":1}]',
    '&lt;b>',
    '&#60;b>',
  ])('ends before %j', (rest) => {
    expect(settledPart(`Words.\n${rest}`)).toBe('Words.\n');
  });

  it.each(['analysisThe user', 'analysis用户', 'analysis', ' analysis '])('is nothing of %j', (text) => {
    expect(settledPart(text)).toBe('');
  });

  it('is normal, without half a character', () => {
    expect(settledPart('cafe\u0301\r\n\u200Bx\u0000🎉'.slice(0, -1))).toBe('café\nx');
  });

  it.each(['[ ', '&', '\n ', '\n`', '[', 'a'])('reads a megabyte of %j in bounded time', (piece) => {
    const begin = cpuMs();
    expect(settledPart(piece.repeat(1_000_000 / piece.length)).length).toBeLessThanOrEqual(MAX_READ);
    expect(cpuMs() - begin).toBeLessThan(500);
  });
});
