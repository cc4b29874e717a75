import type { AnswerReading } from '../intents/answer-reading.js';

/** What the attempt under way has said, for those who look at an ask while it runs. */
export class AnswerSoFar {
  private reading: AnswerReading | undefined;

  /** A new attempt begins; what an earlier one said counts no more. */
  begin(reading: AnswerReading): void {
    this.reading = reading;
  }

  add(text: string): void {
    this.reading?.add(text);
  }

  /** Fit to render; empty while nothing is. */
  get answer(): string {
    return this.reading?.shown?.answer ?? '';
  }

  /** Nobody will look any more: lets go of the text. */
  end(): void {
    this.reading = undefined;
  }
}
