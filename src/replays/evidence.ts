import { canonicalJson } from '../common/digest.js';
import type { Eval } from '../config/eval.js';
import type { ReplayBatch } from '../trace/replay-batch.js';

/**
 * Asks with an answer that a batch must have judged a profile by. Of one that loses every seventh answer, twenty asks
 * show it nineteen times out of twenty; fewer show little but that it answers at all.
 */
export const LEAST_JUDGED = 20;

/** As much of a batch as proves something, or nothing, of its candidate. */
export interface Proof extends Pick<ReplayBatch, 'id' | 'status'> {
  readonly agent?: ReplayBatch['agent'] | undefined;
  /** Which asks were left out of it. */
  readonly filter: object;
  readonly result: {
    readonly verdict: 'pass' | 'fail';
    readonly reasons: readonly string[];
    readonly baseline: { readonly count: number; readonly errors: number };
  } | null;
}

/**
 * Whether a profile may serve users by what a batch of it found: says why not, null when it may.
 * @param batch the newest that is complete of exactly this profile, null when there is none
 * @param its what the answers must have been held against, as it is now; null: anything, or nothing
 */
export function whyUnproven(batch: ReplayBatch | null, its: Eval | null): string | null {
  if (batch === null) return 'there is no finished batch replay of exactly this profile';
  if (its !== null && !isSame(batch.eval, its)) return `the eval was changed since the batch ${batch.id}`;
  return whyNoProof(batch);
}

/** Why a batch does not prove its candidate, whatever it was held against; null when it does. */
export function whyNoProof({ id, status, agent, filter, result }: Proof): string | null {
  if (status !== 'complete' || result === null) return `the batch ${id} is ${status}, not complete`;
  const { verdict, reasons, baseline } = result;
  if (verdict !== 'pass') return [`the batch ${id} failed`, ...reasons].join(': ');
  if (agent === undefined) return `the batch ${id} does not say who answered: it is from an older server`;
  if (agent === 'local') return `the local agent answered in the batch ${id}, which reads no prompt`;
  if (isChoice(filter)) return `the batch ${id} is over a choice of asks: it must be without a filter`;
  const judged = baseline.count - baseline.errors;
  if (judged >= LEAST_JUDGED) return null;
  return `the batch ${id} judges by ${judged} asks that had an answer, and ${LEAST_JUDGED} are needed`;
}

function isChoice(filter: object): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

function isSame(then: Eval | null, now: Eval): boolean {
  return canonicalJson(then) === canonicalJson(now);
}
