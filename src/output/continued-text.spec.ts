import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { codePoints } from '../common/text/normalise.js';
import { continuedText } from './continued-text.js';

describe('continuedText', () => {
  it.each([
    [
      'goes on where the shown text ended',
      'Hm. You can return it',
      'You can return it today.',
      'Hm. You can return it today.',
    ],
    [
      'says the rest behind other words',
      'I wonder about that.',
      'You can return it.',
      'I wonder about that.\n\nYou can return it.',
    ],
    ['says nothing twice', 'You can return it now', 'return it', 'You can return it now'],
    ['does not go on by chance', 'Hm, it is it.', 'So it is it. Bye', 'Hm, it is it.\n\nSo it is it. Bye'],
  ])('%s', (_, shown, whole, text) => {
    expect(continuedText(shown, whole, undefined)).toEqual({ text, truncated: false });
  });

  it('finds the shown text again behind other words', () => {
    const sentences = Array.from({ length: 30 }, (_, day) => `You can return it on day ${day}.`).join(' ');
    const { text } = continuedText(`Hm. ${sentences}`, `First: ${sentences} Bye.`, undefined);
    expect(text).toBe(`Hm. ${sentences} Bye.`);
  });

  it('keeps to the limit, but to what was shown first', () => {
    expect(continuedText('I wonder.', 'You can return it today.', 26)).toEqual({
      text: 'I wonder.\n\nYou can return…',
      truncated: true,
    });
    expect(continuedText('I wonder about it', 'You can return it today.', 12)).toEqual({
      text: 'I wonder about it',
      truncated: true,
    });
  });

  it('begins with what was shown, whatever the whole is', () => {
    const text = fc
      .array(fc.constantFrom('a', 'aa', 'word ', '. ', '中文', '\n', '🎉'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        text,
        text,
        fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
        (shown, whole, most) => {
          const continued = continuedText(shown, whole, most);
          expect(continued.text.slice(0, shown.length)).toBe(shown);
          const allowed = Math.max(most ?? Infinity, codePoints(shown));
          expect(codePoints(continued.text)).toBeLessThanOrEqual(allowed);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('looks through long texts in bounded time', () => {
    const begin = cpuMs();
    continuedText(`b${'a'.repeat(200)}`.repeat(900), 'a'.repeat(190_000), undefined);
    expect(cpuMs() - begin).toBeLessThan(1000);
  });
});
