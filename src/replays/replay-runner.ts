import { Injectable, Logger } from '@nestjs/common';
import { AnswerFinder, wasAdmitted } from '../asks/answer-finder.js';
import { AnswerSearch } from '../asks/answer-search.js';
import { askedAttributes, endedAttributes } from '../asks/ask-attributes.js';
import { AskCancelled, type AskStart } from '../asks/ask.js';
import { decisive, noteAnswer, noteFailed, noteSums } from '../asks/outcome.js';
import { sharedAnswer } from '../asks/shared-answers.js';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { LiveConfig } from '../config/live-config.js';
import type { CaptureLevel, Snapshot } from '../config/snapshot.js';
import { ContentReview } from '../safety/content-review.js';
import type { Attributes } from '../telemetry/span.js';
import { Tracing } from '../telemetry/tracing.js';
import { ToolRegistry } from '../tools/tool-registry.js';
import { ToolRunner } from '../tools/tool-runner.js';
import { type TraceDraft, openTrace } from '../trace/trace-draft.js';
import type { TraceRecord } from '../trace/trace-record.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import { ReplayMetrics } from './replay-metrics.js';
import type { ReplayQuestion } from './replay-question.js';
import { ReplayRun } from './replay-run.js';
import { replayConfig } from './replay-snapshot.js';
import type { ReplayTarget } from './replay-target.js';
import { ReplayedTools } from './replayed-tools.js';

export interface ReplayOrder {
  readonly question: ReplayQuestion;
  readonly target: ReplayTarget;
  /**
   * Milliseconds since the Unix epoch, from before the original was read: who has its user forgotten later takes the
   * replay along.
   */
  readonly startedAt: number;
  readonly batchId?: string;
  /** Milliseconds for which it may wait for a place that users do not need; absent, it waits as long as it takes. */
  readonly patienceMs?: number;
  /** Ends the replay early, which is recorded as well. */
  readonly signal: AbortSignal;
}

export interface Replayed {
  /** As it was answered; what is kept of it `capture` says. */
  readonly record: TraceRecord;
  /** Of the configuration with which it began. */
  readonly capture: CaptureLevel;
}

/** Asks once more what was asked before, on the way of every ask but for what would have an effect. */
@Injectable()
export class ReplayRunner {
  private readonly logger = new Logger(ReplayRunner.name);

  constructor(
    private readonly finder: AnswerFinder,
    private readonly review: ContentReview,
    private readonly registry: ToolRegistry,
    private readonly tools: ToolRunner,
    private readonly recorder: TraceRecorder,
    private readonly metrics: ReplayMetrics,
    private readonly tracing: Tracing,
    private readonly config: LiveConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves with the record of the replay, whatever became of it, as soon as that is stored; in a batch also when it is
   * stored later.
   * @throws AppError `INTERNAL` when it cannot be stored now, or could not be (then no model was asked); the signal's reason when it was aborted before
   */
  async run(order: ReplayOrder): Promise<Replayed> {
    await this.recorder.ready();
    order.signal.throwIfAborted();
    const { current } = this.config;
    return this.tracing.span('miniask.replay', async (span) => {
      const trace = this.openTrace(order, current);
      if (span.traceId !== undefined) trace.otelTraceId = span.traceId;
      span.set(replayAttributes(trace));
      const failure = await this.carry(order, trace, current);
      span.set(endedAttributes(trace));
      if (failure !== undefined) span.fail(failure);
      return { record: trace, capture: current.environment.capture };
    });
  }

  /** Resolves with why there is no answer, when there is none. @throws AppError `INTERNAL` */
  private async carry(
    order: ReplayOrder,
    trace: TraceDraft,
    current: Snapshot,
  ): Promise<AppError | undefined> {
    const begunAt = this.clock.monotonic();
    this.metrics.began();
    const failure = await this.search(order, this.startOf(order, trace, current, begunAt));
    noteSums(trace, this.clock.monotonic() - begunAt);
    this.metrics.end(trace);
    this.tell(trace);
    await this.save(trace, order, current.environment.capture);
    return failure;
  }

  private async save(trace: TraceRecord, { batchId }: ReplayOrder, capture: CaptureLevel): Promise<void> {
    try {
      await this.tracing.span('miniask.trace.store', () => this.recorder.save(trace, capture));
    } catch (error) {
      this.recorder.owe(trace, capture);
      // What a batch has paid for counts: its result is shown only when storage takes that as well.
      if (batchId === undefined) throw error;
    }
  }

  /** Never rejects: what becomes of it stands in the trace. Resolves with why it failed, when it did. */
  private async search({ signal, patienceMs }: ReplayOrder, start: AskStart): Promise<AppError | undefined> {
    const late = new AbortController();
    const run = new ReplayRun(start, AbortSignal.any([signal, late.signal]));
    const search = new AnswerSearch(start, this.review);
    search.join(run);
    search.approve(run, 'checked');
    run.signal.addEventListener('abort', () => search.leave(run), { once: true });
    const cancelTimer =
      patienceMs !== undefined &&
      this.clock.after(patienceMs, () => {
        if (!wasAdmitted(search)) late.abort(noPlaceForReplay());
      });
    try {
      const found = await this.finder.find(search);
      await search.finish(found);
      noteAnswer(run.trace, sharedAnswer(found, search));
      return undefined;
    } catch (error) {
      return this.fail(run, error);
    } finally {
      if (cancelTimer !== false) cancelTimer();
      search.close();
    }
  }

  private fail({ trace, said, contentId }: ReplayRun, error: unknown): AppError | undefined {
    trace.answer = said === '' ? null : said;
    trace.contentId = contentId;
    if (error instanceof AskCancelled) {
      trace.status = 'cancelled';
      return undefined;
    }
    const failure = toAppError(error);
    if (failure.reason === undefined && failure.code === 'INTERNAL')
      this.logger.error({ traceId: trace.traceId, err: failure.cause ?? failure }, 'replay failed');
    noteFailed(trace, failure);
    return failure;
  }

  private openTrace(
    { question, target, startedAt, batchId }: ReplayOrder,
    { environment }: Snapshot,
  ): TraceDraft {
    const { original, userId, intent, input, context } = question;
    return {
      ...openTrace({
        traceId: original.traceId,
        environment: environment.name,
        configDigest: target.configDigest,
        startedAt,
      }),
      userId,
      intent: intent.name,
      input: { ...input },
      context,
      routing: [{ rule: 'replay', result: target.reason }],
      label: environment.aiLabel,
      replayOf: original.id,
      ...(batchId !== undefined && { batchId }),
    };
  }

  private startOf(
    { question, target }: ReplayOrder,
    trace: TraceDraft,
    current: Snapshot,
    arrivedAt: number,
  ): AskStart {
    const { original, userId, intent, input, context } = question;
    const { snapshot, profile } = replayConfig(current, target);
    return {
      command: { intent, input, context, stream: false },
      snapshot,
      decision: { profile, steps: trace.routing },
      userId,
      trace,
      arrivedAt,
      replay: { tools: new ReplayedTools(original.attempts, this.registry, this.tools) },
    };
  }

  private tell(trace: TraceRecord): void {
    const { id, traceId, replayOf, batchId, profile, status, latencyMs, errorCode, errorReason } = trace;
    const { sessionKey } = decisive(trace.attempts) ?? {};
    const line = { traceId, id, replayOf, batchId, profile, status, latencyMs, sessionKey };
    if (errorCode === null) this.logger.log(line, 'replay ended');
    else this.logger.warn({ ...line, code: errorCode, reason: errorReason }, 'replay ended');
  }
}

function replayAttributes(trace: TraceRecord): Attributes {
  return {
    ...askedAttributes(trace),
    'miniask.replay_of': trace.replayOf,
    'miniask.batch_id': trace.batchId,
  };
}

/** Nobody had a place to spare for it. */
function noPlaceForReplay(): AppError {
  return new AppError('AGENT_OVERLOADED', {
    reason: 'no_place_for_replay',
    detail: 'Users needed every place.',
    retryAfterS: 30,
  });
}
