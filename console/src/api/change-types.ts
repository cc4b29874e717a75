/** Changes at run time, as the operators' API gives them. Times are ISO 8601 strings. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type ChangeKind = 'route' | 'flag';
export type ChangeAction = 'set' | 'rollback' | 'auto-rollback' | 'clear';

export interface Change {
  readonly id: string;
  readonly kind: ChangeKind;
  /** The intent, or the flag's key. */
  readonly key: string;
  readonly version: number;
  readonly action: ChangeAction;
  readonly reason: string;
  /** Null when the server did it by itself. */
  readonly by: string | null;
  readonly at: string;
  /** The version that a rollback put back; 0 means the files. */
  readonly restores: number | null;
  /** What lies over the files from then on; null: nothing. */
  readonly value: JsonObject | null;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** What it was based on: batches of replays, or the figures of a rollout. */
  readonly evidence: JsonObject | null;
}

export interface ChangeHistory {
  /** Newest first. */
  readonly changes: readonly Change[];
  readonly nextCursor: string | null;
}

/** What the change was made on top of: 0 was never changed. */
export interface RollbackRequest {
  readonly reason?: string;
  /** The version to restore, 0 for the files; else what was in force before. */
  readonly to?: number;
  readonly version?: number;
}
