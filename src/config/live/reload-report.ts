import type { ConfigIssue } from '../snapshot.js';

/**
 * Why the files were read: the server began, what had kept them out is over, they changed, SIGHUP came, an operator asked. Of
 * several reasons at once the last of these counts.
 */
export const RELOAD_TRIGGERS = ['start', 'retry', 'watch', 'signal', 'api'] as const;
export type ReloadTrigger = (typeof RELOAD_TRIGGERS)[number];

/** The one of both that counts. */
export function weightier(one: ReloadTrigger, other: ReloadTrigger): ReloadTrigger {
  return RELOAD_TRIGGERS.indexOf(one) < RELOAD_TRIGGERS.indexOf(other) ? other : one;
}

/** What came of it. `rejected`: what served before goes on. */
export const RELOAD_OUTCOMES = ['applied', 'unchanged', 'rejected'] as const;
export type ReloadOutcome = (typeof RELOAD_OUTCOMES)[number];

export interface ReloadReport {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly trigger: ReloadTrigger;
  readonly outcome: ReloadOutcome;
  /** Why it was rejected; empty when it was not. */
  readonly errors: readonly ConfigIssue[];
}
