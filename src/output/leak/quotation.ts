import { DecodedText } from './decoded-text.js';
import type { PromptText } from './prompt-text.js';
import { type LetterSink, ReadableLetters, isLatin, weightOf } from './readable-letters.js';
import { RollingShingle, SHINGLE } from './shingles.js';

/** Letters of one unbroken quotation from which on it is not shown before it has ended. */
const LONG_QUOTATION = 24;
/** The part of a leak from which on nothing more is shown before the answer's end. */
const SUSPICIOUS = 0.6;

/** How much of a prompt a text has repeated so far, in all the ways in which it is read. */
export class Quotation {
  private readonly coverage: Coverage;
  private readonly runs: QuotedRun[] = [];
  private readonly plain: ReadableLetters;
  private suspectFrom = Infinity;

  /** @param known what this has read tells nobody anything new */
  constructor(
    private readonly prompt: PromptText,
    known?: Quotation,
  ) {
    this.coverage = new Coverage(prompt, known?.coverage);
    this.plain = this.newReader();
  }

  /** @returns whether the text has repeated so much that it gives the prompt away */
  read(codePoint: number, at: number): boolean {
    if (this.prompt.leak === Infinity) return false;
    this.plain.read(codePoint, at);
    if (this.suspectFrom === Infinity && this.coverage.isSuspicious) this.suspectFrom = at;
    return this.isLeak;
  }

  /** Whether it has, by all that was read, and in any encoding. */
  get isLeak(): boolean {
    return this.coverage.isLeak;
  }

  /** Reads what the text says in an encoding; undefined when there is nothing to be looked for. */
  decoded(): DecodedText | undefined {
    if (this.prompt.leak === Infinity) return undefined;
    return new DecodedText(new ReadableLetters(this.newRun()));
  }

  /** From where on the text has to wait. */
  heldFrom(): number {
    return this.runs.reduce((from, run) => Math.min(from, run.heldFrom()), this.suspectFrom);
  }

  private newReader(): ReadableLetters {
    const all = this.newRun();
    const alone = new WordsAlone(this.newRun());
    return new ReadableLetters({
      letter: (letter, at, isDigit) => {
        all.letter(letter, at);
        alone.letter(letter, at, isDigit);
      },
      wordEnd: () => {
        alone.wordEnd();
      },
    });
  }

  private newRun(): QuotedRun {
    const run = new QuotedRun(this.coverage);
    this.runs.push(run);
    return run;
  }
}

/** Which letters of a prompt have been said. */
class Coverage {
  private readonly seen: Set<number>;
  private readonly covered: Uint8Array;
  private said = 0;
  private opening = 0;

  constructor(
    private readonly prompt: PromptText,
    known?: Coverage,
  ) {
    this.covered = known?.covered.slice() ?? new Uint8Array(prompt.weights.length);
    this.seen = new Set(known?.seen);
  }

  get isLeak(): boolean {
    return this.said >= this.prompt.leak || this.opening >= this.prompt.opening;
  }

  get isSuspicious(): boolean {
    return this.said >= this.prompt.leak * SUSPICIOUS;
  }

  /** @returns whether the prompt has this shingle */
  add(hash: number): boolean {
    if (!this.prompt.has(hash)) return false;
    if (this.seen.has(hash)) return true;
    this.seen.add(hash);
    for (const letter of this.prompt.lettersOf(hash)) this.cover(letter);
    return true;
  }

  private cover(letter: number): void {
    if (this.covered[letter] === 1) return;
    this.covered[letter] = 1;
    const weight = this.prompt.weights[letter] ?? 0;
    this.said += weight;
    if (letter < this.prompt.openingEnd) this.opening += weight;
  }
}

/** Letters in the order in which one way of reading finds them, and how many of the last ones are a quotation. */
class QuotedRun implements LetterSink {
  private readonly shingle = new RollingShingle();
  /** Where the last letters begin in the text, and what they count, by their number modulo `SHINGLE`. */
  private readonly begins = new Float64Array(SHINGLE);
  private readonly weights = new Float64Array(SHINGLE);
  private quoted = 0;
  private begin = 0;

  constructor(private readonly coverage: Coverage) {}

  letter(letter: number, at: number): void {
    const place = this.shingle.letters % SHINGLE;
    const weight = weightOf(letter);
    this.begins[place] = at;
    this.weights[place] = weight;
    const hash = this.shingle.push(letter);
    if (hash === undefined || !this.coverage.add(hash)) {
      this.quoted = 0;
      return;
    }
    if (this.quoted > 0) {
      this.quoted += weight;
      return;
    }
    // The place of the oldest is that of the next one.
    this.begin = this.begins[this.shingle.letters % SHINGLE] ?? at;
    this.quoted = this.weights.reduce((all, each) => all + each, 0);
  }

  wordEnd(): void {
    // Where words end is of no account.
  }

  heldFrom(): number {
    return this.quoted >= LONG_QUOTATION ? this.begin : Infinity;
  }
}

/** Passes on the words of a text without letters that stand alone and without digits: both are put between words. */
class WordsAlone implements LetterSink {
  private letters = 0;
  private first = 0;
  private firstAt = 0;

  constructor(private readonly run: QuotedRun) {}

  letter(letter: number, at: number, isDigit: boolean): void {
    if (isDigit) return;
    if (!isLatin(letter)) {
      this.run.letter(letter, at);
      return;
    }
    this.letters += 1;
    if (this.letters === 1) {
      this.first = letter;
      this.firstAt = at;
      return;
    }
    if (this.letters === 2) this.run.letter(this.first, this.firstAt);
    this.run.letter(letter, at);
  }

  wordEnd(): void {
    this.letters = 0;
  }
}
