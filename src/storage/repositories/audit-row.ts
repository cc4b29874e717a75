import type { AuditRecord } from '../../trace/audit-record.js';
import type { AuditTable } from '../tables.js';
import { columnText, nullableText } from './trace-row.js';

/** In the place of a hash: the column takes no null. */
const UNKNOWN = '';

export function toAuditRow(record: AuditRecord): AuditTable {
  return {
    id: record.id,
    content_id: nullableText(record.contentId),
    trace_id: columnText(record.traceId),
    user_id: nullableText(record.userId),
    environment: record.environment,
    intent: nullableText(record.intent),
    profile: nullableText(record.profile),
    profile_digest: record.profileDigest,
    model: nullableText(record.model),
    given_at: record.at,
    label: columnText(record.label),
    answer_sha256: record.answerSha256 ?? UNKNOWN,
    cached: record.cached ? 1 : 0,
  };
}

export function fromAuditRow(row: AuditTable): AuditRecord {
  return {
    id: row.id,
    contentId: row.content_id,
    traceId: row.trace_id,
    userId: row.user_id,
    environment: row.environment,
    intent: row.intent,
    profile: row.profile,
    profileDigest: row.profile_digest,
    model: row.model,
    at: Number(row.given_at),
    label: row.label,
    answerSha256: row.answer_sha256 === UNKNOWN ? null : row.answer_sha256,
    cached: row.cached === 1,
  };
}
