import { type MarkPatterns, WINDOW, step } from './mark-patterns.js';

/** Letters from which on a part of the mark is one for certain enough to wait long for what follows it. */
const MANY = 4;
/** Code units behind the last letter after which fewer letters are taken for chance, and more of them are. */
const NEAR = 8;
const FAR = 48;

/** Nothing has to wait. */
export const NOTHING_HELD = Infinity;

/** One order in which the letters of a text may be read, and how far they spell the mark. */
export class Trail {
  private read = 0;
  /** The last two steps. */
  private stepBefore = 0;
  private lastStep = 0;
  private lastLetter = 0;
  /** The last letters and where each of them begins, by the letter's number modulo `WINDOW`. */
  private readonly letters = new Int8Array(WINDOW);
  private readonly begins = new Float64Array(WINDOW);

  constructor(private readonly patterns: MarkPatterns) {}

  /**
   * @param at where the letter begins in the text
   * @returns whether the last letters are the mark
   */
  push(letter: number, at: number): boolean {
    const place = this.read % WINDOW;
    this.letters[place] = letter;
    this.begins[place] = at;
    this.read += 1;
    this.stepBefore = this.lastStep;
    this.lastStep = step(this.lastLetter, letter);
    this.lastLetter = letter;
    if (this.read < WINDOW || !this.patterns.mayBePart(this.stepBefore, this.lastStep)) return false;
    return this.lettersOfPart() === WINDOW;
  }

  /** From where on a text that ends at `end` has to wait, as its last letters may go on as the mark. */
  heldFrom(end: number): number {
    if (this.read === 0) return NOTHING_HELD;
    const behind = end - this.begin(1);
    if (behind > FAR) return NOTHING_HELD;
    const letters = Math.max(this.lettersOfPart(), this.lettersOfBeginning());
    return letters > 0 && behind <= (letters >= MANY ? FAR : NEAR) ? this.begin(letters) : NOTHING_HELD;
  }

  private lettersOfPart(): number {
    if (this.read < 3 || !this.patterns.mayBePart(this.stepBefore, this.lastStep)) return 0;
    const letters = Math.min(this.read, WINDOW);
    return this.patterns.lettersOfPart(
      Array.from({ length: letters - 1 }, (_, back) => step(this.letter(back + 2), this.letter(back + 1))),
    );
  }

  /** Of the mark as it stands even one letter counts. */
  private lettersOfBeginning(): number {
    const { letters: mark } = this.patterns;
    for (let length = Math.min(WINDOW, this.read); length > 0; length -= 1) {
      let same = 0;
      while (same < length && mark[same] === this.letter(length - same)) same += 1;
      if (same === length) return length;
    }
    return 0;
  }

  private letter(back: number): number {
    return this.letters[(this.read - back) % WINDOW] ?? 0;
  }

  private begin(back: number): number {
    return this.begins[(this.read - back) % WINDOW] ?? 0;
  }
}
