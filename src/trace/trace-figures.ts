import type { Feedback, TraceStatus } from './trace-record.js';

/** What is counted of an ask that has ended. */
export interface AskFigures {
  readonly intent: string | null;
  readonly profile: string | null;
  readonly status: Exclude<TraceStatus, 'running'>;
  /** Whole milliseconds from the request's arrival. */
  readonly latencyMs: number | null;
  /** Whole milliseconds from the begin of the attempt that answered. */
  readonly firstContentMs: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  /** In the currency of the price list. */
  readonly cost: number | null;
  readonly cached: boolean;
  readonly degraded: boolean;
  readonly truncated: boolean;
  readonly feedback: Feedback['rating'] | null;
}

/** Asks that began in a span of time. */
export interface FiguresSpan {
  readonly environment: string;
  /** Milliseconds since the Unix epoch; inclusive. */
  readonly from: number;
  /** Milliseconds since the Unix epoch; exclusive. */
  readonly to: number;
}

/** The figures of stored traces. One contract suite (`test/contract/trace-figures.contract.ts`) runs over every adapter. */
export abstract class TraceFigures {
  /**
   * Every ask of the span that has ended, once; replays are left out. In parts, which each take some milliseconds to
   * come and to add up: between them the process does other work.
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract read(span: FiguresSpan): AsyncIterable<readonly AskFigures[]>;
}
