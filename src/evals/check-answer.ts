import type { Assertion } from '../config/eval.js';
import type { CheckedAnswer } from './checked-answer.js';
import { type Complaint, complaintOf } from './complaint.js';

export type { CheckedAnswer } from './checked-answer.js';

export interface AssertionResult {
  readonly name: string;
  readonly type: string;
  readonly passed: boolean;
  /** Why it did not pass, without words of the answer. */
  readonly message?: string;
}

/** Assertions belong to a snapshot and do not change. */
const complaints = new WeakMap<Assertion, Complaint>();

/**
 * Whether an answer is as it should be: one result an assertion, in their order. Pure, and in time that grows with the
 * length of the answer alone, whatever is in it.
 */
export function checkAnswer(assertions: readonly Assertion[], answer: CheckedAnswer): AssertionResult[] {
  return assertions.map((assertion) => {
    const { name, type } = assertion;
    const message = complaintFor(assertion)(answer);
    return { name, type, passed: message === undefined, ...(message !== undefined && { message }) };
  });
}

function complaintFor(assertion: Assertion): Complaint {
  const known = complaints.get(assertion);
  if (known !== undefined) return known;
  const made = complaintOf(assertion);
  complaints.set(assertion, made);
  return made;
}
