import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePoints, normaliseText, takeCodePoints } from './normalise.js';

// oxlint-disable-next-line no-control-regex -- looking for controls is the purpose
const INVISIBLE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/;

/** Any UTF-16, lone surrogates included, with the characters that matter here made frequent. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(
        '\r',
        '\n',
        '\u2028',
        '\u200B',
        '\uD800',
        '\uDC00',
        'e\u0301',
        '\uFEFF',
        '中',
        '👩‍👩‍👧',
        '\u{E0041}',
        '\uFE0F',
        '\u3164',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('normaliseText', () => {
  it('is idempotent, well-formed, NFC and free of what nobody sees', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const clean = normaliseText(text);
        expect(normaliseText(clean)).toBe(clean);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean.normalize('NFC')).toBe(clean);
        expect(clean).not.toMatch(INVISIBLE);
      }),
    );
  });

  it('keeps tabs and line feeds, and makes one line end of every kind', () => {
    expect(normaliseText('a\tb\r\nc\rd\u2028e')).toBe('a\tb\nc\nd\ne');
  });

  it('composes what is shown as one character', () => {
    expect(normaliseText('e\u0301')).toBe('é');
  });
});

describe('what nobody sees', () => {
  it.each([
    ['Hangul fillers', '\u3164\u115F\u1160\uFFA0'],
    ['a Braille pattern without dots', '\u2800'],
    ['variation selectors that select nothing', '\uFE0F\u{E0100} \uFE0E\uFE0F'],
    ['vowels and controls without a form', '\u17B4\u180E\u{1D173}\uFFF0'],
  ])('is blank: %s', (_, text) => {
    expect(normaliseText(text).trim()).toBe('');
  });

  it('parts words where it looks like a space', () => {
    expect(normaliseText('a\u3164b\u2800c\u115Fd')).toBe('a b cd');
  });

  it('is kept where it tells how a character looks', () => {
    expect(normaliseText('▶\uFE0F \u845B\u{E0100}')).toBe('▶\uFE0F \u845B\u{E0100}');
  });
});

describe('takeCodePoints', () => {
  it('takes whole characters, never more than asked for', () => {
    fc.assert(
      fc.property(hostileText, fc.nat(50), (text, max) => {
        const clean = normaliseText(text);
        const taken = takeCodePoints(clean, max);
        expect(codePoints(taken)).toBe(Math.min(max, codePoints(clean)));
        expect(clean.startsWith(taken)).toBe(true);
        expect(taken.isWellFormed()).toBe(true);
      }),
    );
  });
});
