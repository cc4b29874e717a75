import type { AgentClient } from '../agent/agent-client.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import type { Eval } from '../config/eval.js';
import type { Feedback, TraceRecord, TraceStatus } from './trace-record.js';

/** What can be counted of one answer. */
export interface AnswerFigures {
  readonly status: TraceStatus;
  readonly errorCode: ErrorCode | null;
  /** Milliseconds, like the next, without those that it waited for a place on a gateway. */
  readonly latencyMs: number | null;
  readonly firstContentMs: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** In the currency of the price list; null where no price is known. */
  readonly cost: number | null;
  /** Code points; null without an answer. */
  readonly answerChars: number | null;
  readonly truncated: boolean;
  /** Anything but the routed profile at its first attempt gave the answer. */
  readonly degraded: boolean;
  /** How often a model was asked; an attempt that lost to a faster one beside it is not counted. */
  readonly attempts: number;
}

/** What came of one assertion of an eval. */
export interface CheckedAssertion {
  readonly name: string;
  readonly type: string;
  readonly passed: boolean;
  /** Whether the original's answer passed it. */
  readonly baselinePassed: boolean;
  /** Why the replay's did not. */
  readonly message?: string;
}

/** An original and its replay in a batch. Holds no words of the user or of an answer. */
export interface ReplayResult {
  /** From 1, the newest original first. */
  readonly seq: number;
  /** The `id` of the original's record. */
  readonly traceId: string;
  /** The original's traceId. */
  readonly clientTraceId: string;
  /** Of its record; null as long as there is none. */
  readonly replayId: string | null;
  /** `failed`: the replay ended without an answer. */
  readonly status: 'pending' | 'running' | 'done' | 'failed';
  readonly original: AnswerFigures;
  readonly replay: AnswerFigures | null;
  /** From 0 to 1; null unless both have an answer. */
  readonly similarity: number | null;
  readonly assertions: readonly CheckedAssertion[];
}

export type Verdict = 'pass' | 'fail';

/** Both may be null where there is nothing to count. */
export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
}

/** One side of a batch. */
export interface ArmFigures {
  readonly count: number;
  /** Without an answer, for whatever reason. */
  readonly errors: number;
  /** Of those, the ones whose model gave nothing that can be used (`OUTPUT_INVALID`). */
  readonly contractFailures: number;
  /** Answers from which a limit cut something off. */
  readonly limitHits: number;
  /** Answers for which a model was asked more than once, since it failed or had to be corrected. */
  readonly retried: number;
  /** Answers that anything but the routed profile at its first attempt gave. */
  readonly degraded: number;
  readonly latencyMs: Percentiles;
  readonly firstContentMs: Percentiles;
  /** Sums, as far as they are known. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number | null;
  /** Mean, in code points. */
  readonly answerChars: number | null;
}

/** What a batch came to, over all that was replayed. */
export interface BatchResult {
  readonly verdict: Verdict;
  /** Why, in sentences. */
  readonly reasons: readonly string[];
  readonly baseline: ArmFigures;
  readonly candidate: ArmFigures;
  readonly similarity: { readonly mean: number | null; readonly p10: number | null };
  /** Candidate to baseline, less one: 0.1 is a tenth longer. */
  readonly answerCharsChange: number | null;
  readonly assertions: readonly {
    readonly name: string;
    readonly type: string;
    /** Of the replays' answers, and how many of the originals' did. */
    readonly passed: number;
    readonly failed: number;
    readonly baselinePassed: number;
  }[];
}

/** Which traces are replayed, beside their intent. */
export interface BatchFilter {
  /** Milliseconds since the Unix epoch: from then on, and before. */
  readonly from?: number;
  readonly to?: number;
  readonly userId?: string;
  readonly profile?: string;
  readonly status?: TraceRecord['status'];
  readonly feedback?: Feedback['rating'];
}

/** Recent asks that a profile is to answer once more. */
export interface ReplayBatch {
  readonly id: string;
  readonly environment: string;
  readonly intent: string;
  /** The candidate, exactly: as it was when the batch began, in the configuration of `configDigest`. */
  readonly profile: string;
  readonly profileDigest: string;
  readonly configDigest: string;
  /** Who answers in its name, in all of the batch; absent in batches from before that was noted. */
  readonly agent?: AgentClient['name'];
  /** As it was when the batch began. */
  readonly eval: Eval | null;
  readonly limit: number;
  readonly concurrency: number;
  readonly filter: BatchFilter;
  /** `failed`: it could not be run to its end. */
  readonly status: 'running' | 'complete' | 'cancelled' | 'failed';
  readonly result: BatchResult | null;
  /** User id of the operator. */
  readonly startedBy: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** How a batch ended. */
export type BatchEnd = Pick<ReplayBatch, 'result'> & {
  readonly status: Exclude<ReplayBatch['status'], 'running'>;
  readonly endedAt: number;
};

export interface BatchProgress {
  readonly total: number;
  /** Those that have an answer, and those that ended without one. */
  readonly done: number;
  readonly failed: number;
}
