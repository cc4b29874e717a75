import type { AnswerReading } from '../intents/answer-reading.js';
import type { Interpretation } from '../intents/interpretation.js';
import type { LeakWatch, PromptSecrets } from '../output/leak/prompt-secrets.js';
import { promptLeak } from './prompt-guard.js';

/** Code units: room for the rest of a mark, a letter to a bullet. */
const BEYOND_FULL = 200;

/**
 * Reads the text of one attempt as `AnswerReading` does, and lets nothing out that gives the prompt away: what
 * may be the beginning of that waits until what follows has decided it.
 */
export class GuardedReading {
  /** What the model writes, before anybody has made something of it. */
  private readonly written: LeakWatch;
  /** What is made of it, which may say what the model wrote in another form, such as escapes. */
  private readonly made: LeakWatch;
  /** What is settled of the answer, and how much of that was shown. */
  private settled = '';
  private shown = 0;
  /** Code units that the model has written since its answer was full. */
  private beyond = 0;

  constructor(
    private readonly reading: AnswerReading,
    private readonly secrets: PromptSecrets,
  ) {
    this.written = secrets.watch();
    this.made = secrets.watch();
  }

  /** As `AnswerReading.said`. */
  get said(): string {
    return this.reading.said;
  }

  /**
   * As `AnswerReading.full`, and nothing waits for what follows to decide about it. Where the answer ends like the
   * beginning of a leak, as one in thirty does by chance, little more of what the model writes decides that.
   */
  get full(): boolean {
    return this.reading.full && (this.shown === this.settled.length || this.beyond >= BEYOND_FULL);
  }

  /**
   * Takes the next piece of the model's text.
   * @returns what can be shown now behind what was shown before; empty when nothing can
   * @throws AppError `CONTENT_REJECTED` for a leak
   */
  add(piece: string): string {
    if (this.written.read(piece)) throw promptLeak();
    if (this.reading.full) this.beyond += piece.length;
    const settled = this.reading.add(piece);
    if (settled === '') return '';
    this.settled += settled;
    if (this.made.read(settled)) throw promptLeak();
    const from = this.shown;
    this.shown = Math.max(from, this.made.showable);
    return this.settled.slice(from, this.shown);
  }

  /** As `AnswerReading.discard`. */
  discard(): void {
    this.reading.discard();
  }

  /**
   * The answer, when the model has written everything.
   * @throws UnusableAnswer as `AnswerReading.end`; AppError `CONTENT_REJECTED` for a leak
   */
  end(cut: boolean): Interpretation<object> {
    // Before it is found unusable: a model that gave its prompt away is not asked to say it better.
    if (this.written.end()) throw promptLeak();
    const whole = this.reading.end(cut);
    const rest = whole.answer.slice(this.settled.length);
    if (this.made.read(rest) || this.made.end()) throw promptLeak();
    if (this.secrets.leakIn(whole.output)) throw promptLeak();
    return whole;
  }
}
