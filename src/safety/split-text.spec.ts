import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { codePoints } from '../common/text/normalise.js';
import { endOfPart, lastSentenceEnd, partsOf, textOfPart } from './split-text.js';

const SIZE = { maxChars: 20, overlap: 5 };
const GRAPHEMES = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/** The pieces without what they repeat. */
function cuts(text: string, size = SIZE): string[] {
  const ends = [...partsOf(text, size)].map(({ end }) => end);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

describe('partsOf', () => {
  it('leaves a short text whole', () => {
    expect([...partsOf('不长。', SIZE)]).toEqual([{ text: '不长。', end: 3 }]);
    expect([...partsOf('', SIZE)]).toEqual([]);
  });

  it.each([
    [
      'Chinese',
      '第一句话在这里。第二句话也在这里！第三句。',
      ['第一句话在这里。', '第二句话也在这里！第三句。'],
    ],
    ['English', 'Pi is 3.14 ok. And so on', ['Pi is 3.14 ok.', ' And so on']],
    ['lines', '一二三四五六\n七八九十一二三四五六七八', ['一二三四五六\n', '七八九十一二三四五六七八']],
    [
      'a closing quote',
      '他说：“今天天气很好。”然后他就走了出去',
      ['他说：“今天天气很好。”', '然后他就走了出去'],
    ],
  ])('cuts at the end of a sentence: %s', (_, text, expected) => {
    expect(cuts(text)).toEqual(expected);
  });

  it('cuts hard where no sentence ends, or where almost nothing would come of it', () => {
    expect(cuts('一'.repeat(31))).toEqual(['一'.repeat(15), '一'.repeat(15), '一']);
    expect(cuts(`好。${'一'.repeat(20)}`)).toEqual([`好。${'一'.repeat(13)}`, '一'.repeat(7)]);
  });

  it('repeats a little of the part before', () => {
    const parts = [...partsOf('一二三四五六七八九十'.repeat(2), SIZE)];
    expect(parts.map(({ text }) => text)).toEqual(['一二三四五六七八九十一二三四五', '一二三四五六七八九十']);
  });

  it('tears no character apart, neither where it cuts nor where it begins', () => {
    const family = '👨‍👩‍👧';
    const parts = [...partsOf(`${'一'.repeat(13)}${family}${'一'.repeat(14)}`, SIZE)];
    expect(parts.map(({ text }) => text)).toEqual([
      '一'.repeat(13),
      `一一一一一${family}${'一'.repeat(10)}`,
      '一'.repeat(9),
    ]);
  });

  it('covers any text, in parts that are short enough', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '。',
        '！',
        '. ',
        '\n',
        '😀',
        '👨‍👩‍👧',
        'e\u0301',
        '\u0301',
        '🇨🇳',
        '\ud800',
        '一',
        'word',
        '”',
      ),
      fc.string({ unit: 'grapheme' }),
    );
    const texts = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        texts,
        fc.integer({ min: 8, max: 40 }),
        fc.integer({ min: 0, max: 4 }),
        (text, maxChars, overlap) => {
          const parts = [...partsOf(text, { maxChars, overlap })];
          let from = 0;
          for (const { text: part, end } of parts) {
            expect(end).toBeGreaterThan(from);
            expect(codePoints(part)).toBeLessThanOrEqual(maxChars);
            expect(part.endsWith(text.slice(from, end))).toBe(true);
            expect(text.slice(0, end).endsWith(part)).toBe(true);
            // Whoever is cut has more code points than fit.
            const cut = GRAPHEMES.segment(text).containing(end);
            const torn = cut !== undefined && cut.index < end;
            expect(torn && codePoints(cut.segment) <= maxChars - overlap).toBe(false);
            from = end;
          }
          expect(from).toBe(text.length);
        },
      ),
    );
  });

  it('takes no longer for a text that is nothing but ends', () => {
    const text = '。'.repeat(20_000) + '\u0301'.repeat(20_000);
    const size = { maxChars: 2500, overlap: 100 };
    const begun = cpuMs();
    const covered = [...partsOf(text, size)].at(-1)?.end;
    expect(covered).toBe(text.length);
    expect(cpuMs() - begun).toBeLessThan(2000);
  });
});

describe('lastSentenceEnd', () => {
  it('is where something has ended for good', () => {
    expect(lastSentenceEnd('一。二。三', 0, 5)).toBe(4);
    expect(lastSentenceEnd('一。二。三', 4, 5)).toBeUndefined();
    expect(lastSentenceEnd('It is 3.', 0, 8)).toBeUndefined();
    expect(lastSentenceEnd('It is 3. ', 0, 9)).toBe(8);
  });
});

describe('endOfPart and textOfPart', () => {
  it('count code points', () => {
    expect(endOfPart('😀😀😀', 0, 2)).toBe(4);
    expect(textOfPart('😀😀😀', 4, 6, 1)).toBe('😀😀');
  });
});
