import { letterOf } from './letters.js';
import type { MarkPatterns } from './mark-patterns.js';
import { Trail } from './trail.js';

const GROUP = 4;

/**
 * Finds the mark in Base64, in either alphabet. Where a group of four characters begins cannot be known, so
 * each of the four places is read; what stands between the characters is passed over.
 */
export class Base64Marks {
  readonly trails: readonly Trail[];
  private bits = 0;
  private readonly begins = new Float64Array(GROUP);
  private count = 0;
  private joined = false;

  constructor(patterns: MarkPatterns) {
    this.trails = Array.from({ length: GROUP }, () => new Trail(patterns));
  }

  read(codePoint: number, at: number): boolean {
    const value = sextetOf(codePoint);
    // Between words and before entries of a list these are no digits.
    const isDash = codePoint === 0x2d || codePoint === 0x5f;
    if (value < 0 || (isDash && !this.joined)) {
      this.joined = false;
      return false;
    }
    this.joined = true;
    const place = this.count % GROUP;
    this.bits = ((this.bits << 6) | value) & 0xff_ff_ff;
    this.begins[place] = at;
    this.count += 1;
    if (this.count < GROUP) return false;
    return this.readBytes(this.trails[place], this.begins[this.count % GROUP] ?? at);
  }

  private readBytes(trail: Trail | undefined, begin: number): boolean {
    let found = false;
    for (const shift of [16, 8, 0]) {
      const letter = letterOf((this.bits >> shift) & 0xff);
      if (letter >= 0 && trail?.push(letter, begin) === true) found = true;
    }
    return found;
  }
}

/** Finds the mark in hexadecimal, however the bytes are set apart: `6d6b`, `6d 6b`, `0x6d`, `%6d`, `\u006d`. */
export class HexMarks {
  /** Bytes that begin at an even digit of their run, and at an odd one. */
  readonly trails: readonly Trail[];
  private digits = 0;
  private before = 0;
  private beforeAt = 0;

  constructor(patterns: MarkPatterns) {
    this.trails = [new Trail(patterns), new Trail(patterns)];
  }

  read(codePoint: number, at: number): boolean {
    const digit = hexDigitOf(codePoint);
    if (digit < 0) {
      this.digits = 0;
      return false;
    }
    const letter = this.digits === 0 ? -1 : letterOf(this.before * 16 + digit);
    const trail = this.trails[this.digits % 2];
    const begin = this.beforeAt;
    this.digits += 1;
    this.before = digit;
    this.beforeAt = at;
    return letter >= 0 && trail?.push(letter, begin) === true;
  }
}

/** Finds the mark in numbers: codes of characters in decimal or binary, or places in the alphabet. */
export class NumberMarks {
  readonly trails: readonly Trail[];
  private readonly codes: Trail;
  private readonly places: Trail;
  private digits = '';
  private begin = 0;

  constructor(patterns: MarkPatterns) {
    this.codes = new Trail(patterns);
    this.places = new Trail(patterns);
    this.trails = [this.codes, this.places];
  }

  read(codePoint: number, at: number): boolean {
    const isDigit = codePoint >= 0x30 && codePoint <= 0x39;
    if (!isDigit) return this.end();
    if (this.digits === '') this.begin = at;
    // Longer ones are neither.
    if (this.digits.length < 9) this.digits += String.fromCharCode(codePoint);
    return false;
  }

  /** The number has ended, or the text. */
  end(): boolean {
    if (this.digits === '') return false;
    const { digits, begin } = this;
    this.digits = '';
    const value = Number.parseInt(digits, /^[01]{7,8}$/.test(digits) ? 2 : 10);
    const letter = value < 0x80 ? letterOf(value) : -1;
    if (letter >= 0) return this.codes.push(letter, begin);
    return value >= 1 && value <= 26 && this.places.push(value - 1, begin);
  }
}

function sextetOf(codePoint: number): number {
  if (codePoint >= 0x41 && codePoint <= 0x5a) return codePoint - 0x41;
  if (codePoint >= 0x61 && codePoint <= 0x7a) return codePoint - 0x61 + 26;
  if (codePoint >= 0x30 && codePoint <= 0x39) return codePoint - 0x30 + 52;
  if (codePoint === 0x2b || codePoint === 0x2d) return 62;
  return codePoint === 0x2f || codePoint === 0x5f ? 63 : -1;
}

function hexDigitOf(codePoint: number): number {
  if (codePoint >= 0x30 && codePoint <= 0x39) return codePoint - 0x30;
  const letter = (codePoint | 0x20) - 0x61;
  return codePoint >= 0x41 && letter >= 0 && letter < 6 ? letter + 10 : -1;
}
