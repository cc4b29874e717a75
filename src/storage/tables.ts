import type { ReplayBatch, ReplayResult } from '../trace/replay-batch.js';
import type { Feedback, TraceStatus } from '../trace/trace-record.js';

/** Of 64 bits: PostgreSQL's driver reads such as texts. */
type WholeNumber = number | string;

/** What a user thought of the answer: no part of the document, which may be saved again later. */
export interface FeedbackColumns {
  readonly feedback: Feedback['rating'] | null;
  readonly feedback_comment: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly feedback_at: WholeNumber | null;
}

/**
 * A trace. The document is the whole record but for the user's feedback; every other column is a copy made to
 * filter, sort and count by, so that the two can never tell different stories.
 */
export interface TraceTable extends FeedbackColumns {
  readonly id: string;
  readonly trace_id: string;
  readonly user_id: string | null;
  readonly environment: string;
  readonly intent: string | null;
  readonly profile: string | null;
  readonly status: TraceStatus;
  readonly error_code: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly started_at: number;
  readonly latency_ms: number | null;
  readonly charged_asks: number;
  readonly charged_tokens: number;
  /** The `id` of the trace that it replays. */
  readonly replay_of: string | null;
  readonly first_content_ms: number | null;
  readonly prompt_tokens: number | null;
  readonly completion_tokens: number | null;
  readonly cost: number | null;
  /** 0 or 1, like the two that follow. */
  readonly cached: number;
  readonly degraded: number;
  readonly truncated: number;
  /** The rollout and the arm in which it is counted, once it has ended; see `rollout-outcome.ts`. Null where it is not. */
  readonly rollout: string | null;
  readonly arm: string | null;
  /** Tells the users of an arm apart. */
  readonly arm_user: number | null;
  /** 0 or 1, like the one that follows. */
  readonly arm_failed: number;
  readonly contract_failed: number;
  /** Milliseconds since the Unix epoch. */
  readonly saved_at: number;
  /** Which shape `document` has; see `trace-row.ts`. */
  readonly document_version: number;
  /** JSON. Text on every engine: PostgreSQL's jsonb refuses `\u0000`, which a model's answer may hold. */
  readonly document: string;
}

/** What saving a trace writes. */
export type TraceRow = Omit<TraceTable, keyof FeedbackColumns>;

/** That an answer was given; see `AuditRecord`. */
export interface AuditTable {
  readonly id: string;
  readonly content_id: string | null;
  readonly trace_id: string;
  readonly user_id: string | null;
  readonly environment: string;
  readonly intent: string | null;
  readonly profile: string | null;
  readonly profile_digest: string | null;
  readonly model: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly given_at: WholeNumber;
  readonly label: string;
  /** Empty where it is not known: SQLite lets a column go empty of values only by writing the whole table anew. */
  readonly answer_sha256: string;
  /** 0 or 1. */
  readonly cached: number;
}

/** A user who wanted to be forgotten: nothing of the time before may be stored any more. */
export interface ForgottenUserTable {
  readonly user_id: string;
  /** Milliseconds since the Unix epoch. */
  readonly forgotten_at: WholeNumber;
}

/** What an ask of a forgotten user counts for in the quotas of its day. */
export interface ForgottenChargeTable {
  /** Of the trace, which is gone. */
  readonly id: string;
  /** Of the user and the day on which it began. */
  readonly user_digest: string;
  readonly environment: string;
  /** Milliseconds since the Unix epoch. */
  readonly started_at: WholeNumber;
  readonly asks: number;
  readonly tokens: WholeNumber;
}

/** What a profile said; see `ConfigArchive`. */
export interface StoredProfileTable {
  readonly digest: string;
  readonly name: string;
  /** JSON. */
  readonly content: string;
  /** When it was last known to be in force: milliseconds since the Unix epoch. */
  readonly stored_at: WholeNumber;
}

/** A configuration that was in force; see `ConfigArchive`. */
export interface StoredConfigTable {
  readonly digest: string;
  readonly environment: string;
  /** JSON, which names profiles by their digests. */
  readonly content: string;
  /** When it was last known to be in force: milliseconds since the Unix epoch. */
  readonly stored_at: WholeNumber;
}

/** A batch of replays; see `ReplayBatch`. */
export interface ReplayTable {
  readonly id: string;
  readonly environment: string;
  /** Whose asks alone it replays, if it was so asked for. */
  readonly about_user: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly started_at: WholeNumber;
  readonly status: ReplayBatch['status'];
  /** Milliseconds since the Unix epoch. */
  readonly ended_at: WholeNumber | null;
  /** JSON of what it came to. */
  readonly result: string | null;
  /** Who runs it, and until when it is left to it: milliseconds since the Unix epoch. */
  readonly lease_owner: string;
  readonly lease_until: WholeNumber;
  /** JSON of all that never changes. */
  readonly document: string;
}

/** One ask in a batch of replays; see `ReplayResult`. */
export interface ReplayResultTable {
  readonly batch_id: string;
  readonly seq: number;
  /** The `id` of the original. */
  readonly trace_id: string;
  readonly status: ReplayResult['status'];
  /** JSON of everything else. */
  readonly document: string;
}

/** A change at run time; see `ConfigChange`. Never altered, never deleted. */
export interface ConfigChangeTable {
  readonly id: string;
  readonly environment: string;
  readonly subject_kind: string;
  readonly subject_key: string;
  /** From 1, without gaps. */
  readonly subject_version: number;
  readonly change_action: string;
  /** JSON, like the two that follow. */
  readonly value_laid_over: string | null;
  readonly value_before: string | null;
  readonly value_after: string | null;
  readonly restored_version: number | null;
  readonly reason: string;
  readonly changed_by: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly changed_at: WholeNumber;
  /** JSON. */
  readonly evidence: string | null;
}

/** One row that is rewritten to learn whether the database takes writes. */
export interface ProbeTable {
  readonly id: number;
  /** Milliseconds since the Unix epoch. */
  readonly written_at: number;
  /** As much as a large trace takes. */
  readonly padding: string | null;
}

/** Every table there is, by name. A new one comes with a migration, a row type here and a repository. */
/** When a rollout began, for as long as anybody may ask: a row each, which is never changed. */
export interface RolloutBeginTable {
  readonly rollout: string;
  /** Milliseconds since the Unix epoch, like the one that follows: of the change since which it is counted; 0 without. */
  readonly not_before: WholeNumber;
  readonly began_at: WholeNumber;
}

export interface Tables {
  readonly traces: TraceTable;
  readonly audit_records: AuditTable;
  readonly forgotten_users: ForgottenUserTable;
  readonly forgotten_charges: ForgottenChargeTable;
  readonly stored_profiles: StoredProfileTable;
  readonly stored_configs: StoredConfigTable;
  readonly replays: ReplayTable;
  readonly replay_results: ReplayResultTable;
  readonly config_changes: ConfigChangeTable;
  readonly rollout_begins: RolloutBeginTable;
  readonly storage_probe: ProbeTable;
}
