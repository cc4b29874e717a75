/** An answer, and what it took. */
export interface CheckedAnswer {
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
