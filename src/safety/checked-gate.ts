import type { CancelTimer, Clock } from '../common/clock.js';
import { codePoints } from '../common/text/normalise.js';
import { AnswerGate } from './answer-gate.js';
import { AT_ONCE, type Certainty, OVERLAP, leastCertain } from './checking.js';
import { inTurns } from './in-turns.js';
import { endOfPart, lastSentenceEnd, partsOf, textOfPart } from './split-text.js';

/** Code points that at least are checked at once: little at first, for somebody waits, then ever more. */
const WINDOWS = [20, 60, 120, 240, 400];
/** Milliseconds after which also less is checked, when a sentence has ended in it. */
const HELD_MS = 1_500;
/** Code points in which no sentence ends, after which is cut all the same. */
const LONGEST_SENTENCE = 200;

export interface CheckedOutlet {
  /** Resolves when the text may be shown. @throws AppError when it may not; the signal's reason */
  readonly check: (text: string, part: number, signal: AbortSignal) => Promise<Certainty>;
  readonly show: (text: string) => void;
  /** Is told once why nothing more is shown. */
  readonly fail: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** A piece of the answer that is being checked, or has passed while one before it has not. */
interface Window {
  /** Code units of the answer up to its end. */
  readonly end: number;
  passed: boolean;
}

/**
 * Holds back what was not checked. The answer is checked in windows that end with a sentence, some at once, each with
 * a little of the one before; they are shown in their order. Nobody reading along, it is checked when it is whole, or
 * long enough for one check.
 */
export class CheckedGate extends AnswerGate {
  private text = '';
  /** Code units that are in a window; that are shown. */
  private sent = 0;
  private shown = 0;
  private parts = 0;
  /** Parts before the answer began anew. */
  private earlier = 0;
  private running = 0;
  private windows: Window[] = [];
  private hurried = false;
  private overdue = false;
  private ended = false;
  private isUnchecked = false;
  private cancelTimer: CancelTimer | undefined;
  /** Of the checks of what is being said now. */
  private run = new AbortController();
  private readonly passed = Promise.withResolvers<void>();

  /** @param maxChars code points of one check */
  constructor(
    private readonly outlet: CheckedOutlet,
    private readonly maxChars: number,
    private readonly clock: Clock,
  ) {
    super();
    // Whoever waits for the end hears of it; nobody may.
    this.passed.promise.catch(() => undefined);
  }

  override get said(): string {
    return this.text;
  }

  override hurry(): void {
    this.hurried = true;
    this.advance();
  }

  override add(text: string): void {
    this.text += text;
    this.advance();
  }

  override restart(): void {
    if (this.shown > 0) throw new Error('an answer that was shown in part cannot begin anew');
    this.close();
    this.run = new AbortController();
    this.text = '';
    this.sent = 0;
    this.earlier = this.parts;
    this.running = 0;
    this.windows = [];
    this.overdue = false;
    this.isUnchecked = false;
  }

  override async finish(answer: string, beside: Iterable<string>): Promise<Certainty> {
    if (!answer.startsWith(this.text)) throw new Error('an answer must begin with what was said of it');
    this.text = answer;
    this.ended = true;
    this.stopTimer();
    this.advance();
    this.tellWhenPassed();
    const [certainty] = await Promise.all([this.checkBeside(beside), this.passed.promise]);
    return leastCertain([certainty, this.isUnchecked ? 'unchecked' : 'checked']);
  }

  override close(): void {
    this.stopTimer();
    this.run.abort(new Error('nobody waits for this check any more'));
  }

  /** Sends what is due, as far as not too much is being checked. */
  private advance(): void {
    if (this.run.signal.aborted) return;
    for (let end = this.nextEnd(); end !== undefined; end = this.nextEnd()) void this.send(end);
    const holds = this.hurried && !this.ended && this.sent < this.text.length;
    if (holds) this.cancelTimer ??= this.clock.after(HELD_MS, () => this.hold());
  }

  private hold(): void {
    this.cancelTimer = undefined;
    this.overdue = true;
    this.advance();
  }

  /** Where the next window ends; undefined as long as none is due. */
  private nextEnd(): number | undefined {
    const { text, sent } = this;
    if (sent === text.length || this.running >= AT_ONCE) return undefined;
    const longest = this.maxChars - OVERLAP;
    const held = codePoints(text.slice(sent));
    if (this.ended || held > longest) return endOfPart(text, sent, longest);
    if (!this.hurried || (held < this.enough && !this.overdue)) return undefined;
    const end = lastSentenceEnd(text, sent, text.length);
    return end ?? (held > LONGEST_SENTENCE ? endOfPart(text, sent, LONGEST_SENTENCE) : undefined);
  }

  private get enough(): number {
    return WINDOWS[Math.min(this.parts - this.earlier, WINDOWS.length - 1)] ?? 0;
  }

  /** Never rejects. */
  private async send(end: number): Promise<void> {
    const window = { end, passed: false };
    const text = textOfPart(this.text, this.sent, end, OVERLAP);
    this.windows.push(window);
    this.sent = end;
    this.parts += 1;
    this.running += 1;
    this.overdue = false;
    this.stopTimer();
    const { signal } = this.run;
    try {
      const certainty = await this.check(text, this.parts, signal);
      if (signal.aborted) return;
      window.passed = true;
      this.isUnchecked ||= certainty === 'unchecked';
    } catch (error) {
      if (!signal.aborted) this.fail(error);
      return;
    }
    this.running -= 1;
    this.release();
    this.advance();
    this.tellWhenPassed();
  }

  private check(text: string, part: number, signal: AbortSignal): Promise<Certainty> {
    return this.outlet.check(text, part, AbortSignal.any([this.outlet.signal, signal]));
  }

  private async checkBeside(texts: Iterable<string>): Promise<Certainty> {
    const { maxChars, run } = this;
    const parts = [...partsOf([...texts].join('\n'), { maxChars, overlap: OVERLAP })];
    const first = this.parts + 1;
    this.parts += parts.length;
    try {
      return leastCertain(
        await inTurns(parts, AT_ONCE, run.signal, ({ text }, index, signal) =>
          this.check(text, first + index, signal),
        ),
      );
    } catch (error) {
      if (!run.signal.aborted) this.fail(error);
      throw error;
    }
  }

  private release(): void {
    for (let [first] = this.windows; first?.passed === true; [first] = this.windows) {
      this.windows.shift();
      // What comes with the end is shown when that is on record.
      if (!this.ended) this.outlet.show(this.text.slice(this.shown, first.end));
      this.shown = first.end;
    }
  }

  private tellWhenPassed(): void {
    if (this.ended && this.shown === this.text.length) this.passed.resolve();
  }

  private fail(error: unknown): void {
    this.close();
    this.passed.reject(error);
    this.outlet.fail(error);
  }

  private stopTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }
}
