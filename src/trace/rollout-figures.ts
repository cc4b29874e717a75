import type { RolloutOutcome } from './rollout-outcome.js';
import type { Feedback } from './trace-record.js';

/** What is compared of an ask of a rollout. */
export interface ArmAsk extends Omit<RolloutOutcome, 'key'> {
  /** Whole milliseconds from the request's arrival. */
  readonly latencyMs: number | null;
  readonly feedback: Feedback['rating'] | null;
}

/** Asks of a rollout that began in a span of time. */
export interface RolloutSpan {
  /** As `rolloutOf` makes it. */
  readonly key: string;
  /** Milliseconds since the Unix epoch; inclusive. */
  readonly from: number;
  /** Milliseconds since the Unix epoch; exclusive. */
  readonly to: number;
}

/** The figures of rollouts. One contract suite (`test/contract/rollout-figures.contract.ts`) runs over every adapter. */
export abstract class RolloutFigures {
  /**
   * When the first ask that is to be counted began, of those from `from` on: milliseconds since the Unix epoch; null without
   * any. What was answered once is the answer for good, to every process, whatever is deleted or saved later.
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract began(rollout: Omit<RolloutSpan, 'to'>): Promise<number | null>;
  /**
   * Every ask of the span that is to be counted (see `rolloutOutcome`), once, in the order of their begins. In parts, which
   * each take some milliseconds to come: between them the process does other work.
   * @throws AppError `INTERNAL`, reason `storage`
   */
  abstract read(span: RolloutSpan): AsyncIterable<readonly ArmAsk[]>;
}
