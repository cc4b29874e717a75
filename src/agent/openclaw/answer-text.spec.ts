import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerText, TRUNCATION_NOTICE } from './answer-text.js';

function through(pieces: readonly string[], cut: boolean): string {
  const text = new AnswerText();
  return pieces.map((piece) => text.add(piece)).join('') + text.end(cut);
}

/** The text in pieces, split at these places. */
function split(text: string, places: readonly number[]): string[] {
  const ends = [...places.map((place) => place % (text.length + 1)), text.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

const places = fc.array(fc.nat(300), { maxLength: 12 });
/** Texts that come near the notice more often than chance would have it. */
const texts = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.nat(TRUNCATION_NOTICE.length).map((end) => TRUNCATION_NOTICE.slice(0, end)),
    ),
  )
  .map((parts) => parts.join(''));

describe('AnswerText', () => {
  it('lets every text through unchanged, however it is split', () => {
    fc.assert(
      fc.property(texts, places, fc.boolean(), (text, where, cut) => {
        fc.pre(text.trim() !== '' && !text.endsWith(TRUNCATION_NOTICE.trimStart()));
        expect(through(split(text, where), cut)).toBe(text);
      }),
    );
  });

  it('takes the truncation notice off an answer that was cut, however it is split', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), places, (answer, where) => {
        const text = `a${answer}b`;
        expect(through(split(text + TRUNCATION_NOTICE, where), true)).toBe(text);
      }),
    );
  });

  it('leaves the notice in an answer that was not cut, and within one', () => {
    expect(through(['a', TRUNCATION_NOTICE], false)).toBe(`a${TRUNCATION_NOTICE}`);
    expect(through(['a', TRUNCATION_NOTICE, ' more'], true)).toBe(`a${TRUNCATION_NOTICE} more`);
  });

  it('holds nothing back but what may become the notice', () => {
    const text = new AnswerText();
    expect(text.add('one\n\n')).toBe('one');
    expect(text.add('two')).toBe('\n\ntwo');
    expect(text.add('\n\n⚠️ Reply')).toBe('');
    expect(text.add(' was')).toBe('\n\n⚠️ Reply was');
  });

  it.each([[''], [' \n'], [TRUNCATION_NOTICE], [TRUNCATION_NOTICE.trimStart()]])(
    'has nothing to read in %j',
    (answer) => {
      const text = new AnswerText();
      expect(text.add(answer) + text.end(true)).toBe('');
      expect(text.isBlank).toBe(true);
    },
  );

  it('waits with leading blank until there is something to read', () => {
    const text = new AnswerText();
    expect(text.add('\n ')).toBe('');
    expect(text.isBlank).toBe(true);
    expect(text.add(' word')).toBe('\n  word');
    expect(text.isBlank).toBe(false);
  });
});
