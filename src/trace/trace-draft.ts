import { newId } from '../common/ids.js';
import type { Attempt, ToolCallRecord, TraceRecord } from './trace-record.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is known of an ask so far; each part of the request's way fills in what only it knows. */
export type TraceDraft = Mutable<TraceRecord>;

/** An attempt while it runs. */
export type AttemptDraft = Mutable<Attempt>;

/** A call of a tool while it runs. */
export type ToolCallDraft = Mutable<ToolCallRecord>;

export interface TraceStart {
  readonly traceId: string;
  readonly environment: string;
  readonly configDigest: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/** A record in which nothing has happened yet. */
export function openTrace(start: TraceStart): TraceDraft {
  return {
    ...start,
    id: newId(),
    userId: null,
    intent: null,
    status: 'running',
    errorCode: null,
    errorReason: null,
    httpStatus: null,
    input: null,
    context: null,
    profileHint: null,
    routing: [],
    profile: null,
    profileDigest: null,
    model: null,
    attempts: [],
    answer: null,
    output: null,
    contentId: null,
    cached: false,
    degraded: false,
    truncated: false,
    usage: null,
    charge: { asks: 0, tokens: 0 },
    latencyMs: null,
    firstContentMs: null,
  };
}
