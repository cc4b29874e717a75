import type { TraceStatus } from '../trace/trace-record.js';

/**
 * A trace. The document is the whole record; every other column is a copy made to filter and sort by,
 * so that the two can never tell different stories.
 */
export interface TraceTable {
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
  /** Milliseconds since the Unix epoch. */
  readonly saved_at: number;
  /** Which shape `document` has; see `trace-row.ts`. */
  readonly document_version: number;
  /** JSON. Text on every engine: PostgreSQL's jsonb refuses `\u0000`, which a model's answer may hold. */
  readonly document: string;
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
export interface Tables {
  readonly traces: TraceTable;
  readonly storage_probe: ProbeTable;
}
