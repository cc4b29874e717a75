import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePoints } from '../common/text/normalise.js';
import { cutText, fitList, type ListForm, shortenText, uncutBeginning } from './limits.js';

describe('cutText', () => {
  it.each([
    ['short', 10, 'short', false],
    ['exactly', 7, 'exactly', false],
    ['One sentence. Another one that is long', 30, 'One sentence. Another one…', true],
    ['The first one here. Then', 22, 'The first one here.…', true],
    ['今天天气很好。我们去公园玩吧', 10, '今天天气很好。…', true],
    ['今天天气非常好我们去公园', 8, '今天天气非常好…', true],
    ['Wordwithoutanyend', 5, 'Word…', true],
    ['😀😀😀😀', 3, '😀😀…', true],
    ['🇨🇳🇨🇳🇨🇳', 4, '🇨🇳…', true],
    ['two words', 4, 'two…', true],
    ['anything', 1, '…', true],
  ])('%j at %i characters is %j', (text, max, expected, truncated) => {
    expect(cutText(text, max)).toEqual({ text: expected, truncated });
  });

  it('has no limit when none is set', () => {
    expect(cutText('x'.repeat(1000), undefined).truncated).toBe(false);
  });

  it('never exceeds the limit, breaks a character or cuts what fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 1, max: 300 }),
        (text, max) => {
          const cut = cutText(text.toWellFormed(), max);
          expect(codePoints(cut.text)).toBeLessThanOrEqual(max);
          expect(cut.text.isWellFormed()).toBe(true);
          expect(cut.truncated).toBe(codePoints(text) > max);
        },
      ),
    );
  });
});

describe('uncutBeginning', () => {
  it('is what cutting leaves, whatever the text becomes', () => {
    const pieces = fc.constantFrom(
      'word ',
      'A sentence. ',
      '中文。',
      '🎉',
      ' '.repeat(150),
      'x'.repeat(150),
      '\n',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 40 }),
        fc.array(pieces, { maxLength: 40 }),
        fc.integer({ min: 1, max: 600 }),
        (begun, rest, max) => {
          const soFar = `x${begun.join('')}`.trimEnd();
          const { text: kept, truncated } = uncutBeginning(soFar, max);
          const whole = cutText(`${soFar}${rest.join('')}`.trimEnd(), max);
          expect(whole.text.slice(0, kept.length)).toBe(kept);
          expect(truncated ? cutText(soFar, max) : whole).toEqual(whole);
        },
      ),
    );
    expect(uncutBeginning('x'.repeat(500), 400).text).toHaveLength(199);
    expect(uncutBeginning(`x${' '.repeat(500)}`, 400).text).toBe('x');
  });

  it('is all where there is no limit, and nothing where the limit is short', () => {
    expect(uncutBeginning('Some words', undefined)).toEqual({ text: 'Some words', truncated: false });
    expect(uncutBeginning('Some words', 100).text).toBe('');
  });
});

const form: ListForm<string> = { line: (entry) => `• ${entry}`, shorten: shortenText };

describe('fitList', () => {
  it('takes all that fits', () => {
    expect(fitList(['one', 'two'], { maxEntries: 5, maxChars: undefined }, form)).toEqual({
      entries: ['one', 'two'],
      answer: '• one\n• two',
      truncated: false,
    });
  });

  it('stops at the number of entries', () => {
    const fitted = fitList(['one', 'two', 'three'], { maxEntries: 2, maxChars: undefined }, form);
    expect(fitted).toEqual({ entries: ['one', 'two'], answer: '• one\n• two', truncated: true });
  });

  it('shortens the entry that does not fit, or leaves it out when little would be left', () => {
    const entries = ['one', 'a rather long second entry'];
    expect(fitList(entries, { maxEntries: 5, maxChars: 24 }, form)).toEqual({
      entries: ['one', 'a rather long…'],
      answer: '• one\n• a rather long…',
      truncated: true,
    });
    expect(fitList(entries, { maxEntries: 5, maxChars: 12 }, form)).toEqual({
      entries: ['one'],
      answer: '• one',
      truncated: true,
    });
  });

  it('keeps within the limit and never loses the first entry', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 200 }),
        (entries, maxChars) => {
          const fitted = fitList(entries, { maxEntries: 5, maxChars }, form);
          expect(codePoints(fitted.answer)).toBeLessThanOrEqual(maxChars);
          expect(fitted.entries.length).toBeGreaterThan(0);
          expect(fitted.entries.length).toBeLessThanOrEqual(5);
        },
      ),
    );
  });
});
