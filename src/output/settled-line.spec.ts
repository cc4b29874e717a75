import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { toPlainText } from './plain-text.js';
import { settledLine } from './settled-line.js';

describe('settledLine', () => {
  it.each([
    ['some words', 'some word'],
    ['  1. Open the order', '  1. Open the orde'],
    ['a **bold** word', 'a **bold** wor'],
    ['a **bold**.', 'a **bold**'],
    ['`code` and [a link](https://a.example/x)', '`code` and [a link](https://a.example/x)'],
    ['as [1] says', 'as [1] say'],
    ['~3 kg of R&D for order_id', '~3 kg of R&D for order_i'],
    ['a cafe', 'a caf'],
    ['thumbs 👍', 'thumbs '],
    ['the flag 🇨🇳', 'the flag '],
  ])('shows of %j what no further text changes: %j', (line, settled) => {
    expect(settledLine(line)).toBe(settled);
  });

  it.each([
    ['a **bold', 'a'],
    ['a **bold**', 'a'],
    ['a *word* here', 'a'],
    ['a _word_ here', 'a'],
    ['a `word', 'a'],
    ['a `word`', 'a'],
    ['a [word', 'a'],
    ['a [word]', 'a'],
    ['a [word](https://a', 'a'],
    ['a ![picture](x) here', 'a '],
    ['a ~~word~~ here', 'a'],
    [String.raw`a \*word`, 'a'],
    ['a &amp; b', 'a'],
    ['a R&D', 'a'],
    ['- a word', ''],
    ['> a word', ''],
    ['# A word', ''],
    ['| a | b |', ''],
    ['  -- ', ''],
    ['*', ''],
    ['', ''],
  ])('waits in %j for the end of what it may be', (line, settled) => {
    expect(settledLine(line).trimEnd()).toBe(settled.trimEnd());
  });

  it('is shown as the whole line begins', () => {
    const pieces = fc.constantFrom(
      ...'**¦*¦_¦__¦`¦~¦~~¦[¦]¦](https://a.example)¦](¦)¦!¦\\¦&¦&amp;'.split('¦'),
      ...'a¦word¦中¦ ¦3¦- ¦# ¦> ¦|¦e\u0301¦👍¦1. '.split('¦'),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), fc.array(pieces, { maxLength: 12 }), (begun, rest) => {
        const line = begun.join('');
        const shown = toPlainText(settledLine(line));
        expect(toPlainText(line + rest.join('')).slice(0, shown.length)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['a', '**a', '**a** ', '`', '[a](', '[a] ', '_', '&', '\u0301'])(
    'reads as much of %j as is ever read in bounded time',
    (piece) => {
      const begin = cpuMs();
      settledLine(piece.repeat(200_000 / piece.length));
      expect(cpuMs() - begin).toBeLessThan(500);
    },
  );
});
