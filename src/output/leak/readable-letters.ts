import { INVISIBLE, isIdeograph, letterOf } from './letters.js';

/** Letters that are not taken for Latin ones are their code point behind this. */
const OTHER = 32;
const LATIN = 26;
/** Digits in front of a word that may be letters of it; more of them are a number. */
const MOST_DIGITS = 3;

/** What a digit or a sign is written for, as in `h3lp`. */
const WRITTEN_FOR: ReadonlyMap<number, number> = new Map(
  Object.entries({
    0: 'o',
    1: 'i',
    2: 'z',
    3: 'e',
    4: 'a',
    5: 's',
    6: 'g',
    7: 't',
    8: 'b',
    9: 'g',
    '@': 'a',
    $: 's',
  }).map(([sign, letter]) => [sign.charCodeAt(0), letter.charCodeAt(0) - 0x61]),
);

/** What becomes of a text when it is read for its letters alone. */
export interface LetterSink {
  /**
   * @param letter 0 to 25 for a to z, or another number for a letter of another script
   * @param at where it begins in the text
   * @param isDigit it is written as a digit or a sign
   */
  letter(letter: number, at: number, isDigit: boolean): void;
  /** The word has ended whose letters came last. */
  wordEnd(): void;
}

/**
 * Reads a text for its letters as a reader takes them, in one case, width and style, and passes over everything
 * else: marks, spaces and numbers. A digit within a word is the letter that it looks like.
 */
export class ReadableLetters {
  private inWord = false;
  private readonly digits: { letter: number; at: number }[] = [];

  constructor(private readonly sink: LetterSink) {}

  read(codePoint: number, at: number): void {
    const letter = letterOf(codePoint);
    if (letter === INVISIBLE) return;
    if (letter >= 0) {
      this.readLatin(letter, at);
      return;
    }
    const digit = codePoint < 0x80 ? WRITTEN_FOR.get(codePoint) : undefined;
    if (digit !== undefined) {
      this.readDigit(digit, at);
      return;
    }
    this.endWord();
    const other = otherLetter(codePoint);
    if (other !== undefined) this.sink.letter(OTHER + other, at, false);
  }

  /** What follows is another text. */
  endWord(): void {
    this.digits.length = 0;
    if (this.inWord) this.sink.wordEnd();
    this.inWord = false;
  }

  private readLatin(letter: number, at: number): void {
    if (this.digits.length > 0) {
      const word = this.digits.length <= MOST_DIGITS ? this.digits : [];
      for (const digit of word) this.sink.letter(digit.letter, digit.at, true);
      this.digits.length = 0;
    }
    this.inWord = true;
    this.sink.letter(letter, at, false);
  }

  private readDigit(letter: number, at: number): void {
    if (this.inWord) this.sink.letter(letter, at, true);
    else if (this.digits.length <= MOST_DIGITS) this.digits.push({ letter, at });
  }
}

/** Whether a letter that was read is one of a to z. */
export function isLatin(letter: number): boolean {
  return letter >= 0 && letter < LATIN;
}

/** Letters of an alphabet that say as much as this letter. */
export function weightOf(letter: number): number {
  return letter >= OTHER && isIdeograph(letter - OTHER) ? IDEOGRAPH : 1;
}

/** A text takes some 2.5 times as many letters in English as in Chinese. */
const IDEOGRAPH = 2.5;

/** What was found out about letters of other scripts; texts repeat few of them. */
const known = new Map<number, number | undefined>();
const MOST_KNOWN = 4096;

function otherLetter(codePoint: number): number | undefined {
  if (isIdeograph(codePoint)) return codePoint;
  if (codePoint < 0x80) return undefined;
  if (known.has(codePoint)) return known.get(codePoint);
  const folded = String.fromCodePoint(codePoint).normalize('NFKC').toLowerCase();
  const letter = /^\p{L}/u.test(folded) ? folded.codePointAt(0) : undefined;
  if (known.size < MOST_KNOWN) known.set(codePoint, letter);
  return letter;
}
