import { hash } from 'node:crypto';
import { AI_LABEL } from '../common/ai-label.js';
import type { TraceRecord } from './trace-record.js';

/**
 * That an answer was given, to whom, and how it was labelled: without a word of it, so that it can be kept for
 * longer than the trace. China's measures for labelling AI-generated content (国信办通字〔2025〕2号) ask for six months at least.
 */
export interface AuditRecord {
  /** Of the trace, which may be gone. */
  readonly id: string;
  readonly contentId: string | null;
  readonly traceId: string;
  /** Null when the user wanted to be forgotten. */
  readonly userId: string | null;
  readonly environment: string;
  readonly intent: string | null;
  readonly profile: string | null;
  readonly profileDigest: string | null;
  readonly model: string | null;
  /** When it was given, as far as it is known: milliseconds since the Unix epoch. */
  readonly at: number;
  readonly label: string;
  /**
   * SHA-256 (hex) of the answer in UTF-8, as it was given. Null as long as it is being given, and for ever when the
   * process was lost that gave it: nobody knows then how far it came.
   */
  readonly answerSha256: string | null;
  /** The same answer had been given before, with the same `contentId`. */
  readonly cached: boolean;
}

/**
 * What is put on record of the answer beside the trace; undefined as long as nothing of it was shown, and
 * of a replay, whose answer no user sees.
 * @param record whole: with the answer as its reader sees it
 * @param at milliseconds since the Unix epoch
 */
export function auditOf(record: TraceRecord, at: number): AuditRecord | undefined {
  if (record.answer === null || record.replayOf !== undefined) return undefined;
  return {
    id: record.id,
    contentId: record.contentId,
    traceId: record.traceId,
    userId: record.userId,
    environment: record.environment,
    intent: record.intent,
    profile: record.profile,
    profileDigest: record.profileDigest,
    model: record.model,
    at,
    label: record.label ?? AI_LABEL,
    answerSha256: record.status === 'running' ? null : hash('sha256', record.answer),
    cached: record.cached,
  };
}
