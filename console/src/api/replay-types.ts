import type { Page, Rating, TraceStatus } from './types.js';

/** Batch replays, as the operators' API gives them. Times are ISO 8601 strings, durations milliseconds, ratios 0–1. */

export type BatchStatus = 'running' | 'complete' | 'cancelled' | 'failed';
export type Verdict = 'pass' | 'fail';

export interface BatchSummary {
  readonly id: string;
  readonly intent: string;
  /** The candidate. */
  readonly profile: string;
  readonly profileDigest: string;
  readonly eval: string | null;
  readonly status: BatchStatus;
  readonly verdict: Verdict | null;
  readonly progress: { readonly total: number; readonly done: number; readonly failed: number };
  readonly startedBy: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export type BatchPage = Page<BatchSummary>;

/** Which recorded asks are replayed; all that are left out hold for any. */
export interface BatchFilter {
  readonly from?: string;
  readonly to?: string;
  readonly userId?: string;
  readonly profile?: string;
  readonly status?: TraceStatus;
  readonly feedback?: Rating;
}

export interface BatchRequest {
  readonly intent: string;
  readonly profile: string;
  readonly limit: number;
  readonly filter?: BatchFilter;
  readonly eval?: string;
  readonly concurrency?: number;
}

export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** The figures of all originals, or of all replays. */
export interface ArmFigures {
  readonly count: number;
  readonly errors: number;
  readonly contractFailures: number;
  readonly limitHits: number;
  /** Answers that needed more than one attempt. */
  readonly retried: number;
  readonly degraded: number;
  readonly latencyMs: Quantiles;
  readonly firstContentMs: Quantiles;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number | null;
  /** On the average. */
  readonly answerChars: number | null;
}

export interface AssertionTally {
  readonly type: string;
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Answers of the originals that pass it. */
  readonly baselinePassed: number;
}

export interface BatchOutcome {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly baseline: ArmFigures;
  readonly candidate: ArmFigures;
  readonly similarity: { readonly mean: number | null; readonly p10: number | null };
  readonly answerCharsChange: number | null;
  readonly assertions: readonly AssertionTally[];
}

/** The figures of one ask. */
export interface AskFigures {
  readonly status: TraceStatus;
  readonly errorCode: string | null;
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly cost: number | null;
  readonly answerChars: number | null;
  readonly truncated: boolean;
  readonly degraded: boolean;
  readonly attempts: number;
}

export interface AssertionResult {
  readonly name: string;
  readonly type: string;
  readonly passed: boolean;
  readonly baselinePassed: boolean;
  readonly message?: string;
}

/** One recorded ask and its replay. */
export interface Pair {
  readonly seq: number;
  /** Id of the original's record. */
  readonly traceId: string;
  /** The traceId that the client gave. */
  readonly clientTraceId: string;
  readonly replayId: string | null;
  readonly status: 'pending' | 'running' | 'done' | 'failed';
  readonly original: AskFigures;
  readonly replay: AskFigures | null;
  readonly similarity: number | null;
  readonly assertions: readonly AssertionResult[];
}

export interface Batch extends BatchSummary {
  readonly configDigest: string;
  /** Who answers in the name of the candidate; null where that was not noted. */
  readonly agent: 'openclaw' | 'local' | null;
  readonly limit: number;
  readonly concurrency: number;
  readonly filter: BatchFilter;
  readonly summary: BatchOutcome | null;
  readonly results: readonly Pair[];
}

export interface EvalSummary {
  readonly name: string;
  readonly intent: string;
  readonly assertions: readonly { readonly name: string; readonly type: string }[];
  readonly passRate: number;
}

export interface EvalList {
  readonly items: readonly EvalSummary[];
}
