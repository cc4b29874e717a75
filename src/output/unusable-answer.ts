/** A model's answer that cannot be turned into an intent's output. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
  /** @param correction told to the model on its one second try: what was wrong, in English, nothing secret. */
  constructor(readonly correction: string) {
    super(correction);
  }
}
