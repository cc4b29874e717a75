import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffPart, textDiff } from './text-diff.js';

const without = (parts: readonly DiffPart[], type: DiffPart['type']): string =>
  parts
    .filter((part) => part.type !== type)
    .map(({ text }) => text)
    .join('');

describe('the difference of two texts', () => {
  it('is told by words', () => {
    expect(textDiff('The parcel arrives on Friday.', 'The parcel arrived on Monday.')).toEqual([
      { type: 'same', text: 'The parcel ' },
      { type: 'removed', text: 'arrives' },
      { type: 'added', text: 'arrived' },
      { type: 'same', text: ' on ' },
      { type: 'removed', text: 'Friday' },
      { type: 'added', text: 'Monday' },
      { type: 'same', text: '.' },
    ]);
  });

  it('is told by signs where words are not apart', () => {
    expect(textDiff('包裹周五到成都。', '包裹周一到成都 today。')).toEqual([
      { type: 'same', text: '包裹周' },
      { type: 'removed', text: '五' },
      { type: 'added', text: '一' },
      { type: 'same', text: '到成都' },
      { type: 'added', text: ' today' },
      { type: 'same', text: '。' },
    ]);
  });

  it('is nothing but `same` of equal texts, and nothing at all of empty ones', () => {
    expect(textDiff('一样 the same', '一样 the same')).toEqual([{ type: 'same', text: '一样 the same' }]);
    expect(textDiff('', '')).toEqual([]);
    expect(textDiff('', 'new')).toEqual([{ type: 'added', text: 'new' }]);
  });

  it('gives both texts back, whatever they are', () => {
    const word = fc.constantFrom('退货', 'free', ' ', '\n', '😀', '·', 'é', '🇨🇳', '10');
    const text = fc.oneof(
      fc.array(word).map((words) => words.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = textDiff(before, after);
        expect(without(parts, 'added')).toBe(before);
        expect(without(parts, 'removed')).toBe(after);
      }),
    );
  });

  it('is told soon of long texts that have nothing in common', () => {
    const [before, after] = ['字', '词'].map((sign) =>
      Array.from(
        { length: 20_000 },
        (_, at) => sign + String.fromCodePoint(0x4e00 + ((at * 7919) % 5000)),
      ).join(''),
    );
    const begunAt = performance.now();
    const parts = textDiff(before ?? '', after ?? '');
    expect(performance.now() - begunAt).toBeLessThan(1000);
    expect(without(parts, 'added')).toBe(before);
  });
});
