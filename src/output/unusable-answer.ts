/**
 * What is wrong with it, in one of a few words for records and metrics: it lacks the form that was asked for, or has it and
 * holds nothing of what was asked for.
 */
export type UnusableReason = 'wrong_form' | 'wrong_content';

/** A model's answer that cannot be turned into an intent's output. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
  /**
   * @param correction told to the model on its one second try, and to operators by the trace: what was wrong, in English,
   * nothing secret.
   */
  constructor(
    readonly correction: string,
    readonly reason: UnusableReason = 'wrong_form',
  ) {
    super(correction);
  }
}
