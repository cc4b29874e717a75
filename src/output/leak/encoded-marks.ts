import type { DecodedText } from './decoded-text.js';
import { letterOf } from './letters.js';
import type { MarkPatterns } from './mark-patterns.js';
import type { Quotation } from './quotation.js';
import { Trail } from './trail.js';

const GROUP = 4;
/** Hexadecimal digits of a character that is no byte, as in `\u4f60`. */
const DIGITS_OF_CHARACTER = { fewest: 4, most: 5 };

/** Lower numbers are no characters that are seen. */
const FIRST_CODE = 0x20;

/** What an encoding says when it is read in one way: letters of the mark, and a text. */
class Decoding {
  readonly trail: Trail;
  private readonly text: DecodedText | undefined;

  constructor(patterns: MarkPatterns, quotation: Quotation) {
    this.trail = new Trail(patterns);
    this.text = quotation.decoded();
  }

  /** @returns whether the mark was read */
  readByte(byte: number, at: number): boolean {
    this.text?.readByte(byte, at);
    const letter = letterOf(byte);
    return letter >= 0 && this.trail.push(letter, at);
  }

  /** As `readByte`, for the number of a character. */
  readCodePoint(codePoint: number, at: number): boolean {
    this.text?.readCodePoint(codePoint, at);
    const letter = codePoint < 0x80 ? letterOf(codePoint) : -1;
    return letter >= 0 && this.trail.push(letter, at);
  }
}

/**
 * Finds the mark and the prompt in Base64, in either alphabet. Where a group of four characters begins cannot be known, so
 * each of the four places is read; what stands between the characters is passed over.
 */
export class Base64Marks {
  readonly trails: readonly Trail[];
  private readonly decodings: readonly Decoding[];
  private bits = 0;
  private readonly begins = new Float64Array(GROUP);
  private count = 0;
  private joined = false;

  constructor(patterns: MarkPatterns, quotation: Quotation) {
    this.decodings = Array.from({ length: GROUP }, () => new Decoding(patterns, quotation));
    this.trails = this.decodings.map(({ trail }) => trail);
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
    return this.readBytes(this.decodings[place], this.begins[this.count % GROUP] ?? at);
  }

  private readBytes(decoding: Decoding | undefined, begin: number): boolean {
    let found = false;
    for (let shift = 16; shift >= 0; shift -= 8) {
      if (decoding?.readByte((this.bits >> shift) & 0xff, begin) === true) found = true;
    }
    return found;
  }
}

/**
 * Finds the mark and the prompt in hexadecimal, however the bytes are set apart: `6d6b`, `6d 6b`, `0x6d`, `%6d`,
 * `\u006d`; and in the numbers of characters, such as `\u4f60`.
 */
export class HexMarks {
  readonly trails: readonly Trail[];
  /** Bytes that begin at an even digit of their run, and at an odd one. */
  private readonly decodings: readonly Decoding[];
  private readonly characters: Decoding;
  private digits = 0;
  private value = 0;
  private begin = 0;
  private before = 0;
  private beforeAt = 0;

  constructor(patterns: MarkPatterns, quotation: Quotation) {
    this.decodings = [new Decoding(patterns, quotation), new Decoding(patterns, quotation)];
    this.characters = new Decoding(patterns, quotation);
    this.trails = [...this.decodings, this.characters].map(({ trail }) => trail);
  }

  read(codePoint: number, at: number): boolean {
    const digit = hexDigitOf(codePoint);
    if (digit < 0) return this.end();
    if (this.digits === 0) this.begin = at;
    this.value = (this.value * 16 + digit) % 2 ** 24;
    const byte = this.before * 16 + digit;
    const begin = this.beforeAt;
    this.digits += 1;
    this.before = digit;
    this.beforeAt = at;
    return this.digits > 1 && this.decodings[this.digits % 2]?.readByte(byte, begin) === true;
  }

  /** The digits have ended, or the text. */
  end(): boolean {
    const { digits, value, begin } = this;
    this.digits = 0;
    this.value = 0;
    if (digits < DIGITS_OF_CHARACTER.fewest || digits > DIGITS_OF_CHARACTER.most) return false;
    return this.characters.readCodePoint(value, begin);
  }
}

/** Finds the mark and the prompt in numbers: codes of characters in decimal or binary, or places in the alphabet. */
export class NumberMarks {
  readonly trails: readonly Trail[];
  private readonly codes: Decoding;
  private readonly places: Decoding;
  private digits = '';
  private begin = 0;

  constructor(patterns: MarkPatterns, quotation: Quotation) {
    this.codes = new Decoding(patterns, quotation);
    this.places = new Decoding(patterns, quotation);
    this.trails = [this.codes.trail, this.places.trail];
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
    if (value >= FIRST_CODE) return this.codes.readCodePoint(value, begin);
    return value >= 1 && value <= 26 && this.places.readCodePoint(value + 0x60, begin);
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
