import { step } from './mark-patterns.js';
import { isLatin } from './readable-letters.js';

/** Letters that are compared at once; a text repeats fewer by chance. */
export const SHINGLE = 12;

const BASE = 0x01_00_01_93;
const BASE_OF_DROPPED = Array.from({ length: SHINGLE }).reduce<number>((power) => Math.imul(power, BASE), 1);
/** Instead of a step, behind what is no Latin letter. */
const NO_STEP = 26;
const NO_LETTER = -1;

/**
 * The hash of the last letters of a text, which costs the same for each (Rabin and Karp). Of Latin letters it takes
 * the steps from one to the next, which every shift of the alphabet, such as rot13, leaves as they are. Two shingles
 * in 2^32 have the same by chance, of which a leak would take many.
 */
export class RollingShingle {
  /** Letters since the beginning. */
  letters = 0;
  private hash = 0;
  private before = NO_LETTER;
  private readonly last = new Int32Array(SHINGLE);

  /** @returns the hash, or undefined as long as there are too few letters */
  push(letter: number): number | undefined {
    const unit = this.unitOf(letter);
    const place = this.letters % SHINGLE;
    const dropped = Math.imul(this.last[place] ?? 0, BASE_OF_DROPPED);
    this.before = letter;
    this.last[place] = unit;
    this.letters += 1;
    this.hash = (Math.imul(this.hash, BASE) + unit - dropped) | 0;
    return this.letters < SHINGLE ? undefined : this.hash;
  }

  private unitOf(letter: number): number {
    if (!isLatin(letter)) return letter;
    return isLatin(this.before) ? step(this.before, letter) : NO_STEP;
  }
}
