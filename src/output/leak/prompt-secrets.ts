import { stringsIn } from '../strings-in.js';
import { Base64Marks, HexMarks, NumberMarks } from './encoded-marks.js';
import { MarkPatterns } from './mark-patterns.js';
import { PromptText } from './prompt-text.js';
import { Quotation } from './quotation.js';
import { SpelledMarks } from './spelled-marks.js';
import type { Trail } from './trail.js';

const HALF_PAIR = /[\uD800-\uDBFF]$/;

/** What nobody may learn of a prompt, made ready to be searched for: its mark, and its text as a whole. */
export class PromptSecrets {
  private constructor(
    private readonly patterns: MarkPatterns,
    private readonly prompt: PromptText,
    private readonly known: Quotation | undefined,
  ) {}

  /**
   * @param mark lower-case letters; any part of it that is long enough is a leak, however it is spelled
   * @param prompt a large part of it is a leak, word for word, however it is spelled
   */
  static of(mark: string, prompt: string): PromptSecrets {
    return new PromptSecrets(new MarkPatterns(mark), new PromptText(prompt), undefined);
  }

  /** The secrets before somebody who said this: to hear it again is no leak, unless it is the mark. */
  before(said: readonly string[]): PromptSecrets {
    const known = new Quotation(this.prompt, this.known);
    for (const text of said) {
      for (const character of text) known.read(character.codePointAt(0) ?? 0, 0);
    }
    return new PromptSecrets(this.patterns, this.prompt, known);
  }

  /** For one text, which is read as it comes. */
  watch(): LeakWatch {
    return new LeakWatch(this.patterns, new Quotation(this.prompt, this.known));
  }

  /** Whether the texts in a value leak something, each by itself or all together in their order. */
  leakIn(value: unknown): boolean {
    const watch = this.watch();
    return stringsIn(value).some((text) => watch.read(`${text}\n`)) || watch.end();
  }
}

/**
 * Reads one text as it comes, once and in linear time. What it has found it goes on to say.
 */
export class LeakWatch {
  private readonly spelled: SpelledMarks;
  private readonly base64: Base64Marks;
  private readonly hex: HexMarks;
  private readonly numbers: NumberMarks;
  private readonly trails: readonly Trail[];
  private half = '';
  private length = 0;
  private found = false;

  constructor(
    patterns: MarkPatterns,
    private readonly quotation: Quotation,
  ) {
    this.spelled = new SpelledMarks(patterns);
    this.base64 = new Base64Marks(patterns, quotation);
    this.hex = new HexMarks(patterns, quotation);
    this.numbers = new NumberMarks(patterns, quotation);
    const all = [this.spelled, this.base64, this.hex, this.numbers];
    this.trails = all.flatMap(({ trails }) => trails);
  }

  /**
   * Reads on.
   * @returns whether the text leaks something, as far as it was read
   */
  read(text: string): boolean {
    const all = this.half + text;
    // The other half of a pair comes with the next piece.
    this.half = HALF_PAIR.exec(all)?.[0] ?? '';
    for (const character of all.slice(0, all.length - this.half.length)) {
      this.readCharacter(character.codePointAt(0) ?? 0);
      this.length += character.length;
    }
    return this.found;
  }

  /**
   * The text has come to its end.
   * @returns whether it leaks something
   */
  end(): boolean {
    this.found = this.spelled.end() || this.found;
    this.found = this.hex.end() || this.found;
    this.found = this.numbers.end() || this.found;
    this.found = this.quotation.isLeak || this.found;
    return this.found;
  }

  /**
   * Code units of what was read that can be shown, whatever follows: neither the beginning of a mark nor of a
   * long quotation. May be less than it was, and is all of it when the text has ended without a leak.
   */
  get showable(): number {
    if (this.found) return 0;
    let held = Math.min(this.length, this.quotation.heldFrom());
    for (const trail of this.trails) held = Math.min(held, trail.heldFrom(this.length));
    return held;
  }

  private readCharacter(codePoint: number): void {
    const at = this.length;
    if (this.spelled.read(codePoint, at)) this.found = true;
    if (this.base64.read(codePoint, at)) this.found = true;
    if (this.hex.read(codePoint, at)) this.found = true;
    if (this.numbers.read(codePoint, at)) this.found = true;
    if (this.quotation.read(codePoint, at)) this.found = true;
  }
}
