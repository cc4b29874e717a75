import type { Change } from './change-types.js';

export interface ConfigIssue {
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** From 1; absent for environment variables. */
  readonly line?: number;
  readonly column?: number;
  /** Such as `profiles.summarize_v1.max_tokens`; may be empty. */
  readonly path: string;
  readonly message: string;
}

export interface Reload {
  readonly at: string;
  readonly trigger: 'start' | 'retry' | 'watch' | 'signal' | 'api';
  readonly outcome: 'applied' | 'unchanged' | 'rejected';
  readonly errors: readonly ConfigIssue[];
}

export interface IgnoredChange {
  readonly change: Change;
  readonly why: string;
}

export interface ConfigStatus {
  readonly environment: string;
  readonly configDigest: string;
  readonly filesDigest: string;
  readonly loadedAt: string;
  readonly warnings: readonly ConfigIssue[];
  readonly lastReload: Reload;
  readonly lastRejected: Reload | null;
  /** In force now. */
  readonly changes: readonly Change[];
  readonly ignoredChanges: readonly IgnoredChange[];
}
