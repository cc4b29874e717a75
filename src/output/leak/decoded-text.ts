import type { ReadableLetters } from './readable-letters.js';

const HIGHEST = 0x10_ff_ff;
/** First bytes of characters of two, three and four bytes, and the bits that they give. */
const LEADS = [
  { from: 0xc2, to: 0xdf, more: 1, bits: 0x1f },
  { from: 0xe0, to: 0xef, more: 2, bits: 0x0f },
  { from: 0xf0, to: 0xf4, more: 3, bits: 0x07 },
];

/**
 * Reads the bytes or numbers that an encoding stands for as a text in UTF-8, and passes over bytes that are none. Most
 * of those are that ordinary words stand for, so that it costs little to take every text for an encoded one.
 */
export class DecodedText {
  private more = 0;
  private codePoint = 0;
  private begin = 0;

  constructor(private readonly letters: ReadableLetters) {}

  /** @param at where what stands for it begins in the text */
  readByte(byte: number, at: number): void {
    if (this.more > 0) this.readFurther(byte, at);
    else if (byte >= 0x80) this.readLead(byte, at);
    else this.readCodePoint(byte, at);
  }

  readCodePoint(codePoint: number, at: number): void {
    // Zeros are every other byte of UTF-16.
    if (codePoint === 0) return;
    if (isText(codePoint)) this.letters.read(codePoint, at);
    else this.passOver();
  }

  private readLead(byte: number, at: number): void {
    const lead = LEADS.find(({ from, to }) => byte >= from && byte <= to);
    if (lead === undefined) {
      this.passOver();
      return;
    }
    this.more = lead.more;
    this.codePoint = byte & lead.bits;
    this.begin = at;
  }

  private readFurther(byte: number, at: number): void {
    if ((byte & 0xc0) !== 0x80) {
      this.passOver();
      this.readByte(byte, at);
      return;
    }
    this.codePoint = (this.codePoint << 6) | (byte & 0x3f);
    this.more -= 1;
    if (this.more === 0) this.readCodePoint(this.codePoint, this.begin);
  }

  private passOver(): void {
    this.more = 0;
    this.letters.endWord();
  }
}

function isText(codePoint: number): boolean {
  if (codePoint >= 0x20) return codePoint !== 0x7f && codePoint <= HIGHEST;
  return codePoint === 0x09 || codePoint === 0x0a || codePoint === 0x0d;
}
