/** What an intent made of a model's text. */
export interface Interpretation<Output> {
  /** Fit to render as it is. */
  readonly answer: string;
  readonly output: Output;
  /** A limit cut something off. */
  readonly truncated: boolean;
}
