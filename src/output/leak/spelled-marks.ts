import { INVISIBLE, SEPARATOR, letterOf } from './letters.js';
import type { MarkPatterns } from './mark-patterns.js';
import { Trail } from './trail.js';

const LINE_FEED = 0x0a;

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
  private letter = SEPARATOR;
  private begin = 0;
  /** Letters of the word that is being read. */
  private inWord = 0;
  private lineBegins = true;

  constructor(patterns: MarkPatterns) {
    this.all = new Trail(patterns);
    this.lone = new Trail(patterns);
    this.initials = new Trail(patterns);
    this.lineInitials = new Trail(patterns);
    this.trails = [this.all, this.lone, this.initials, this.lineInitials];
  }

  /** @returns whether the mark has been read to a part that gives it away */
  read(codePoint: number, at: number): boolean {
    const letter = letterOf(codePoint);
    if (letter === INVISIBLE) return false;
    if (letter === SEPARATOR) return this.endWord(codePoint);
    this.inWord += 1;
    let found = this.all.push(letter, at);
    if (this.inWord > 1) return found;
    this.letter = letter;
    this.begin = at;
    found = this.initials.push(letter, at) || found;
    if (!this.lineBegins) return found;
    this.lineBegins = false;
    return this.lineInitials.push(letter, at) || found;
  }

  /** The text has ended. */
  end(): boolean {
    return this.endWord(LINE_FEED);
  }

  private endWord(separator: number): boolean {
    const isLone = this.inWord === 1;
    this.inWord = 0;
    if (separator === LINE_FEED) this.lineBegins = true;
    return isLone && this.lone.push(this.letter, this.begin);
  }
}
