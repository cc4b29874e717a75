import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { pause } from '../../common/pause.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import { LiveConfig } from '../../config/live-config.js';
import { captured, stricter } from '../../trace/capture.js';
import type { ReplayBatch, ReplayResult } from '../../trace/replay-batch.js';
import type { TraceRecord } from '../../trace/trace-record.js';
import { TraceStore } from '../../trace/trace-store.js';
import { similarityOf } from '../comparison/comparison.js';
import { figuresOf } from '../comparison/figures.js';
import { ReplayQuestions } from '../replay-question.js';
import { type Replayed, ReplayRunner } from '../replay-runner.js';
import type { ReplayTarget } from '../replay-target.js';
import { checkReplay } from './check-replay.js';

/** Failures that say nothing of the candidate, as long as no model has read anything. */
const SAYS_NOTHING: ReadonlySet<ErrorCode> = new Set(['AGENT_UNAVAILABLE', 'AGENT_OVERLOADED']);
/** Times that an ask is tried which finds no gateway, and milliseconds in between. */
const MOST_TRIES = 4;
const PAUSE_MS = 5000;

/** Replays one ask of a batch. */
@Injectable()
export class BatchItem {
  constructor(
    private readonly traces: TraceStore,
    private readonly questions: ReplayQuestions,
    private readonly runner: ReplayRunner,
    private readonly config: LiveConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * What came of it; undefined when the original is gone.
   * @throws the signal's reason, also when it aborted a replay under way; AppError `INTERNAL`, `NOT_REPLAYABLE`
   */
  async run(
    batch: ReplayBatch,
    target: ReplayTarget,
    result: ReplayResult,
    signal: AbortSignal,
  ): Promise<ReplayResult | undefined> {
    for (let tries = 1; ; tries += 1) {
      const startedAt = this.clock.now();
      const original = await this.traces.find(result.traceId);
      if (original === null) return undefined;
      const question = this.questions.of(original);
      const replay = await this.runner.run({ question, target, startedAt, batchId: batch.id, signal });
      // Its record tells how far it came; the batch begins it anew.
      signal.throwIfAborted();
      if (tries >= MOST_TRIES || !saysNothing(replay.record))
        return this.resultOf(batch, result, original, replay);
      await pause(PAUSE_MS * tries, signal, this.clock);
    }
  }

  /** What is shown of both, and counted, is what is kept of both. */
  private resultOf(
    { eval: its }: ReplayBatch,
    result: ReplayResult,
    original: TraceRecord,
    { record: replay, capture: atFirst }: Replayed,
  ): ReplayResult {
    const capture = stricter(this.config.current.environment.capture, atFirst);
    const [before, after] = [captured(original, capture), captured(replay, capture)];
    const isDone = replay.status === 'complete';
    return {
      ...result,
      status: isDone ? 'done' : 'failed',
      replayId: replay.id,
      original: figuresOf(before),
      replay: figuresOf(after),
      similarity: isDone ? similarityOf(before.answer, after.answer) : null,
      assertions: its === null ? [] : checkReplay(its.assertions, { original: before, replay, kept: after }),
    };
  }
}

function saysNothing({ errorCode, usage }: TraceRecord): boolean {
  return errorCode !== null && SAYS_NOTHING.has(errorCode) && usage === null;
}

/** Whether it is about this ask alone, and the batch goes on. */
export function isOfOneAsk(error: unknown): boolean {
  return error instanceof AppError && error.code === 'NOT_REPLAYABLE';
}
