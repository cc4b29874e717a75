import { UnusableAnswer } from '../intents/intent-handler.js';

/** Reads the text that has come so far; throws UnusableAnswer while nothing can be made of it. */
export type ReadSoFar = (text: string) => string;

/** What the attempt under way has said, for those who look at an ask while it runs. */
export class AnswerSoFar {
  private said = '';
  private read: ReadSoFar = () => '';

  /** A new attempt begins; what an earlier one said counts no more. */
  begin(read: ReadSoFar): void {
    this.said = '';
    this.read = read;
  }

  add(text: string): void {
    this.said += text;
  }

  /** The model's own words. */
  get text(): string {
    return this.said;
  }

  /** Fit to render; empty while nothing is. */
  get answer(): string {
    try {
      return this.said === '' ? '' : this.read(this.said);
    } catch (error) {
      if (error instanceof UnusableAnswer) return '';
      throw error;
    }
  }

  /** Nobody will look any more: lets go of the text. */
  end(): void {
    this.begin(() => '');
  }
}
