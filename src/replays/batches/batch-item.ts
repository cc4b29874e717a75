import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { pause } from '../../common/pause.js';
import type { Assertion } from '../../config/eval.js';
import { type CheckedAnswer, checkAnswer } from '../../evals/check-answer.js';
import { similarity } from '../../evals/similarity.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import { textsIn } from '../../safety/client-text.js';
import type { CheckedAssertion, ReplayBatch, ReplayResult } from '../../trace/replay-batch.js';
import type { TraceRecord } from '../../trace/trace-record.js';
import { TraceStore } from '../../trace/trace-store.js';
import { figuresOf } from '../comparison/figures.js';
import { type ReplayQuestion, ReplayQuestions } from '../replay-question.js';
import { ReplayRunner } from '../replay-runner.js';
import type { ReplayTarget } from '../replay-target.js';

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
      if (tries >= MOST_TRIES || !saysNothing(replay)) return resultOf(batch, result, question, replay);
      await pause(PAUSE_MS * tries, signal, this.clock);
    }
  }
}

function saysNothing({ errorCode, usage }: TraceRecord): boolean {
  return errorCode !== null && SAYS_NOTHING.has(errorCode) && usage === null;
}

function resultOf(
  { eval: its }: ReplayBatch,
  result: ReplayResult,
  { original }: ReplayQuestion,
  replay: TraceRecord,
): ReplayResult {
  const figures = figuresOf(replay);
  const [before, after] = [checkedOf(original, original), checkedOf(replay, original)];
  const isDone = replay.status === 'complete';
  return {
    ...result,
    status: isDone ? 'done' : 'failed',
    replayId: replay.id,
    replay: figures,
    similarity:
      after.answer === null || original.answer === null ? null : similarity(original.answer, after.answer),
    assertions: its === null ? [] : votesOn(its.assertions, before, after),
  };
}

function checkedOf(record: TraceRecord, original: TraceRecord): CheckedAnswer {
  const { latencyMs, cost } = figuresOf(record);
  return {
    asked: [...textsIn(original.input)].join('\n'),
    answer: record.status === 'complete' ? record.answer : null,
    output: record.output,
    latencyMs,
    cost,
    original: original.answer,
  };
}

function votesOn(
  assertions: readonly Assertion[],
  before: CheckedAnswer,
  after: CheckedAnswer,
): CheckedAssertion[] {
  const baseline = checkAnswer(assertions, before);
  return checkAnswer(assertions, after).map((result, at) =>
    Object.assign(result, { baselinePassed: baseline[at]?.passed === true }),
  );
}

/** Whether it is about this ask alone, and the batch goes on. */
export function isOfOneAsk(error: unknown): boolean {
  return error instanceof AppError && error.code === 'NOT_REPLAYABLE';
}
