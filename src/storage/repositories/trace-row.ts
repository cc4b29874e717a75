import { AppError } from '../../common/errors/app-error.js';
import type { TraceRecord } from '../../trace/trace-record.js';
import type { TraceTable } from '../tables.js';

/** Goes up when an older server could no longer make sense of a document, not for a new optional field. */
const DOCUMENT_VERSION = 1;

/** UTF-16 code units; PostgreSQL refuses index entries beyond 2.7 kB, and a refused client may send anything. */
const MAX_COLUMN = 256;

/** @param savedAt milliseconds since the Unix epoch @throws TypeError when the record is not plain data. */
export function toRow(record: TraceRecord, savedAt: number): TraceTable {
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
    latency_ms: record.latencyMs === null ? null : Math.round(record.latencyMs),
    charged_asks: record.charge?.asks ?? 0,
    charged_tokens: record.charge?.tokens ?? 0,
    saved_at: savedAt,
    document_version: DOCUMENT_VERSION,
    document: JSON.stringify(record),
  };
}

/** The record as it was saved. Only this server writes documents, so their structure is not checked again. */
export function fromRow(row: Pick<TraceTable, 'document_version' | 'document'>): TraceRecord {
  if (row.document_version > DOCUMENT_VERSION) {
    throw new AppError('INTERNAL', { reason: 'storage_document_too_new' });
  }
  const record: TraceRecord = JSON.parse(row.document);
  return record;
}

/** A text as the columns hold it: PostgreSQL takes no NUL, and no index takes text of any length. */
export function columnText(text: string): string {
  return text.replaceAll('\0', '').slice(0, MAX_COLUMN).toWellFormed();
}

export function nullableText(text: string | null): string | null {
  return text === null ? null : columnText(text);
}
