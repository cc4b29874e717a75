/** An answer, and what it took. */
export interface CheckedAnswer {
  /** All texts of the input, as the language of both may have to be the same. */
  readonly asked: string;
  /** Null when there is none: then no assertion about it holds. */
  readonly answer: string | null;
  /** As the intent has it. */
  readonly output: Readonly<Record<string, unknown>> | null;
  readonly latencyMs: number | null;
  /** In the currency of the price list; null where no price is known. */
  readonly cost: number | null;
  /** The answer that was given at first; null when there was none. */
  readonly original: string | null;
}
