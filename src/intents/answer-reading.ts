import type { OutputLimits } from '../config/snapshot.js';
import { type IntentHandler, type Interpretation, UnusableAnswer } from './intent-handler.js';

/** Code units that at least come before a text is read again, but for a line's end. */
const FEWEST = 8;
/** A text is read again when it has grown by this part of its length, so that all readings cost as few long ones. */
const GROWTH = 1 / 64;
/** Code units from which on a text is no usual answer, and is read less often. */
const LONG = 6000;
const GROWTH_OF_LONG = 1 / 4;
/** Code units from which on a text is read at its end alone: nobody reads on that far. */
const LONGEST = 50_000;

/**
 * Reads the text of one attempt while the model writes it, and the whole of it at the end. The answer always
 * begins with everything that was shown before.
 */
export class AnswerReading {
  private text = '';
  /** Length of the text when it was read last. */
  private readAt = 0;
  private settled: Interpretation<object> | undefined;

  constructor(
    private readonly handler: IntentHandler,
    private readonly input: object,
    private readonly limits: OutputLimits,
  ) {}

  /** What was shown so far; undefined as long as nothing was. */
  get shown(): Interpretation<object> | undefined {
    return this.settled;
  }

  /** All that the model has written until now. */
  get said(): string {
    return this.text;
  }

  /** A limit has settled the answer: whatever the model writes further is no part of it. */
  get full(): boolean {
    return this.settled?.truncated === true;
  }

  /**
   * Takes the next piece of the model's text, however it is split.
   * @returns what can be shown now behind what was shown before; empty when nothing can
   */
  add(piece: string): string {
    this.text += piece;
    if (!this.isDue(piece)) return '';
    this.readAt = this.text.length;
    const settled = this.readSettled();
    const before = this.settled?.answer ?? '';
    // A reading that has changed its mind may do so again: what was shown stays until the end.
    if (settled === undefined || !settled.answer.startsWith(before)) return '';
    this.settled = settled;
    return settled.answer.slice(before.length);
  }

  /** What was said so far is no part of the answer, as far as it was not shown. */
  discard(): void {
    if (this.settled === undefined) this.text = '';
    else this.text += '\n\n';
    this.readAt = this.text.length;
  }

  /**
   * The answer, when the model has written everything.
   * @param cut it stopped at its token limit
   * @throws UnusableAnswer as `interpret` does; then also what was shown, if anything was, is no answer
   */
  end(cut: boolean): Interpretation<object> {
    const { handler, input, limits, settled: shown } = this;
    const whole = handler.interpret(this.text, input, { limits, cut });
    if (shown === undefined || whole.answer.startsWith(shown.answer)) return whole;
    const continued = handler.streaming?.continued(shown, whole, input, limits);
    if (continued?.answer.startsWith(shown.answer) !== true) {
      throw new Error('The intent continued an answer that does not begin with what was shown of it.');
    }
    return continued;
  }

  private isDue(piece: string): boolean {
    if (this.readAt >= LONGEST) return false;
    const grown = this.text.length - this.readAt;
    if (grown < this.readAt * (this.readAt < LONG ? GROWTH : GROWTH_OF_LONG)) return false;
    return grown >= FEWEST || piece.includes('\n');
  }

  private readSettled(): Interpretation<object> | undefined {
    try {
      return this.handler.streaming?.settled(this.text, this.input, this.limits);
    } catch (error) {
      if (error instanceof UnusableAnswer) return undefined;
      throw error;
    }
  }
}
