/**
 * A text made ready for looking values up: full-width letters, digits and signs are narrowed one by one,
 * so that every offset is the same in both forms.
 */
export interface Page {
  /** As it was given; what strings are taken from. */
  readonly source: string;
  /** Narrowed; what patterns are matched against. */
  readonly text: string;
  /** Narrowed, lower case, `-` and `_` as spaces; what words are looked up in. */
  readonly searched: string;
  /** The number of the clause and of the sentence that a UTF-16 offset belongs to. */
  readonly clauseAt: Int32Array;
  readonly sentenceAt: Int32Array;
}

/** Full-width forms with the exception of the comma, which parts clauses unless all around it is full-width. */
const FULL_WIDTH = /[\uFF01-\uFF0B\uFF0D-\uFF5E\uFFE5\u3000]/g;
const FULL_WIDTH_THOUSANDS = /(?<=[０-９])，(?=[０-９]{3}(?![０-９]))/g;

export function readPage(source: string): Page {
  const text = source.replaceAll(FULL_WIDTH_THOUSANDS, ',').replaceAll(FULL_WIDTH, narrow);
  return { source, text, searched: lowerCase(text).replaceAll(/[-_]/g, ' '), ...divide(text) };
}

function narrow(character: string): string {
  if (character === '\u3000') return ' ';
  if (character === '\uFFE5') return '¥';
  return String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xfee0);
}

/** Lower case that never changes the length: a few letters outside ASCII would grow. */
export function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function divide(text: string): Pick<Page, 'clauseAt' | 'sentenceAt'> {
  const clauseAt = new Int32Array(text.length + 1);
  const sentenceAt = new Int32Array(text.length + 1);
  let clause = 0;
  let sentence = 0;
  for (let index = 0; index < text.length; index += 1) {
    clauseAt[index] = clause;
    sentenceAt[index] = sentence;
    const border = borderAt(text, index);
    if (border !== 'none') clause += 1;
    if (border === 'sentence') sentence += 1;
  }
  clauseAt[text.length] = clause;
  sentenceAt[text.length] = sentence;
  return { clauseAt, sentenceAt };
}

function borderAt(text: string, index: number): 'none' | 'clause' | 'sentence' {
  const mark = text.charAt(index);
  const next = text.charAt(index + 1);
  if (mark === '\n') return /[:：]\s*$/.test(text.slice(Math.max(0, index - 3), index)) ? 'none' : 'sentence';
  if (/[。！？!?；;]/.test(mark)) return 'sentence';
  if (mark === '.' && /^(?:\s|$)/.test(next)) return 'sentence';
  if (mark === '，' || mark === '、') return 'clause';
  return mark === ',' && !/\d/.test(next) ? 'clause' : 'none';
}

/** Something found on a page. */
export interface Span {
  readonly start: number;
  /** One past the last character. */
  readonly end: number;
}

export interface Found<T> extends Span {
  /** Null where something stands there, but what it says is not certain. */
  readonly value: T | null;
  /** What kind of thing it is a measure of, such as `money`; empty when the text does not say. */
  readonly unit: string;
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** Every match as a span; empty matches are left out. */
export function spansOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)]
    .filter((match) => match[0] !== '')
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}
