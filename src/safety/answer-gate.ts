import type { Certainty } from './checking.js';

/** What an answer passes on its way from the model to those who wait for it. */
export abstract class AnswerGate {
  /** All that was said since the begin, or since it was begun anew; empty where nothing is held back. */
  abstract readonly said: string;

  /** Somebody reads along: what is held back is checked as soon as a sentence ends. */
  abstract hurry(): void;

  /** Takes what comes next of the answer, and shows it when it may be shown. */
  abstract add(text: string): void;

  /** Forgets what was said: somebody else answers now. @throws Error when something was shown, which nobody can take back */
  abstract restart(): void;

  /**
   * Resolves when the whole answer may be shown; from now on the gate itself shows nothing more.
   * @param answer begins with all that was said
   * @param beside texts that are given with it
   * @throws AppError when it may not
   */
  abstract finish(answer: string, beside: Iterable<string>): Promise<Certainty>;

  /** Nothing more is said. Harmless when it was called before. */
  abstract close(): void;
}

/** Where nothing is checked. */
export class OpenGate extends AnswerGate {
  override readonly said = '';

  constructor(private readonly outlet: { readonly show: (text: string) => void }) {
    super();
  }

  override hurry(): void {}

  override add(text: string): void {
    this.outlet.show(text);
  }

  override restart(): void {}

  override async finish(): Promise<Certainty> {
    return 'checked';
  }

  override close(): void {}
}
