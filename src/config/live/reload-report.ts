import type { ConfigIssue } from '../snapshot.js';

/** Why the files were read: the server began, they changed, SIGHUP came, an operator asked. */
export const RELOAD_TRIGGERS = ['start', 'watch', 'signal', 'api'] as const;
export type ReloadTrigger = (typeof RELOAD_TRIGGERS)[number];

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
