import { AppError } from '../../common/errors/app-error.js';
import { type RolloutOutcome, rolloutOutcome } from '../../trace/rollout-outcome.js';
import type { Feedback, TraceRecord } from '../../trace/trace-record.js';
import type { FeedbackColumns, TraceRow, TraceTable } from '../tables.js';

/** Goes up when an older server could no longer make sense of a document, not for a new optional field. */
const DOCUMENT_VERSION = 1;

/** UTF-16 code units; PostgreSQL refuses index entries beyond 2.7 kB, and a refused client may send anything. */
const MAX_COLUMN = 256;

/** The columns that `fromRow` needs. */
export const RECORD_COLUMNS = [
  'document_version',
  'document',
  'feedback',
  'feedback_comment',
  'feedback_at',
] as const satisfies readonly (keyof TraceTable)[];

type RecordRow = Pick<TraceTable, (typeof RECORD_COLUMNS)[number]>;

/**
 * The row without feedback, which is stored apart: the record may be older.
 * @param savedAt milliseconds since the Unix epoch
 * @throws TypeError when the record is not plain data.
 */
export function toRow(whole: TraceRecord, savedAt: number): TraceRow {
  const { feedback: _, ...record } = whole;
  return {
    id: record.id,
    trace_id: columnText(record.traceId),
    user_id: nullableText(record.userId),
    environment: record.environment,
    intent: nullableText(record.intent),
    profile: nullableText(record.profile),
    status: record.status,
    error_code: record.errorCode,
    started_at: record.startedAt,
    latency_ms: wholeMs(record.latencyMs),
    charged_asks: record.charge?.asks ?? 0,
    charged_tokens: record.charge?.tokens ?? 0,
    replay_of: record.replayOf ?? null,
    first_content_ms: wholeMs(record.firstContentMs),
    prompt_tokens: record.usage?.promptTokens ?? null,
    completion_tokens: record.usage?.completionTokens ?? null,
    cost: record.cost ?? null,
    cached: Number(record.cached),
    degraded: Number(record.degraded),
    truncated: Number(record.truncated),
    ...rolloutColumns(rolloutOutcome(whole)),
    saved_at: savedAt,
    document_version: DOCUMENT_VERSION,
    document: JSON.stringify(record),
  };
}

/**
 * The record as it was saved, with the feedback that its user gave. Only this server writes documents, so their
 * structure is not checked again.
 */
export function fromRow(row: RecordRow): TraceRecord {
  if (row.document_version > DOCUMENT_VERSION) {
    throw new AppError('INTERNAL', { reason: 'storage_document_too_new' });
  }
  const record: TraceRecord = JSON.parse(row.document);
  const feedback = feedbackOf(row);
  return feedback === undefined ? record : { ...record, feedback };
}

function feedbackOf({ feedback, feedback_comment, feedback_at }: FeedbackColumns): Feedback | undefined {
  if (feedback === null) return undefined;
  return {
    rating: feedback,
    ...(feedback_comment !== null && { comment: feedback_comment }),
    at: Number(feedback_at),
  };
}

function rolloutColumns(outcome: RolloutOutcome | null) {
  if (outcome === null) {
    return { rollout: null, arm: null, arm_user: null, arm_failed: 0, contract_failed: 0 };
  }
  const { key, arm, user, failed, contractFailed } = outcome;
  return {
    rollout: key,
    arm,
    arm_user: user,
    arm_failed: Number(failed),
    contract_failed: Number(contractFailed),
  };
}

function wholeMs(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

export function toFeedbackColumns({ rating, comment, at }: Feedback): FeedbackColumns {
  return { feedback: rating, feedback_comment: comment ?? null, feedback_at: at };
}

/** A text as the columns hold it: PostgreSQL takes no NUL, and no index takes text of any length. */
export function columnText(text: string): string {
  return text.replaceAll('\0', '').slice(0, MAX_COLUMN).toWellFormed();
}

export function nullableText(text: string | null): string | null {
  return text === null ? null : columnText(text);
}
