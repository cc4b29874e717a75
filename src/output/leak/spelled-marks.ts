import { INVISIBLE, SEPARATOR, letterOf } from './letters.js';
import type { MarkPatterns } from './mark-patterns.js';
import { Trail } from './trail.js';

const LINE_FEED = 0x0a;
const BACKSLASH = 0x5c;
const SMALL_N = 0x6e;
const CAPITALS = { from: 0x41, to: 0x5a };

/** Finds the mark in the letters of a text, whatever stands between them. */
export class SpelledMarks {
  readonly trails: readonly Trail[];
  /** All letters. */
  private readonly all: Trail;
  /** Those that stand alone, as in "first comes a q". */
  private readonly lone: Trail;
  /** The first ones of words, and of lines. */
  private readonly initials: Trail;
  private readonly lineInitials: Trail;
  private readonly capitals: Trail;
  private letter = SEPARATOR;
  private begin = 0;
  /** Letters of the word that is being read. */
  private inWord = 0;
  private lineBegins = true;
  private before = 0;

  constructor(patterns: MarkPatterns) {
    this.all = new Trail(patterns);
    this.lone = new Trail(patterns);
    this.initials = new Trail(patterns);
    this.lineInitials = new Trail(patterns);
    this.capitals = new Trail(patterns);
    this.trails = [this.all, this.lone, this.initials, this.lineInitials, this.capitals];
  }

  /** @returns whether the mark has been read to a part that gives it away */
  read(codePoint: number, at: number): boolean {
    const letter = letterOf(codePoint);
    if (letter === INVISIBLE) return false;
    const escapesLine = this.before === BACKSLASH && codePoint === SMALL_N;
    this.before = codePoint;
    if (letter === SEPARATOR) return this.endWord(codePoint);
    const spelled = this.all.push(letter, at);
    // A line that ends within JSON; also one letter of the text, where it is none.
    if (escapesLine) return this.endWord(LINE_FEED) || spelled;
    return this.readInWord(letter, at, codePoint) || spelled;
  }

  /** The text has ended. */
  end(): boolean {
    return this.endWord(LINE_FEED);
  }

  private readInWord(letter: number, at: number, codePoint: number): boolean {
    const isCapital = codePoint >= CAPITALS.from && codePoint <= CAPITALS.to;
    let found = isCapital && this.capitals.push(letter, at);
    this.inWord += 1;
    if (this.inWord > 1) return found;
    this.letter = letter;
    this.begin = at;
    found = this.initials.push(letter, at) || found;
    if (!this.lineBegins) return found;
    this.lineBegins = false;
    return this.lineInitials.push(letter, at) || found;
  }

  private endWord(separator: number): boolean {
    const isLone = this.inWord === 1;
    this.inWord = 0;
    if (separator === LINE_FEED) this.lineBegins = true;
    return isLone && this.lone.push(this.letter, this.begin);
  }
}
