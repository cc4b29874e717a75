import { Injectable, Logger } from '@nestjs/common';
import { toAppError } from '../common/errors/to-app-error.js';
import { Quotas } from '../limits/quotas/quotas.js';
import { AskMetrics } from '../metrics/ask-metrics.js';
import { Tracing } from '../telemetry/tracing.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import { type Ask, AskCancelled } from './ask.js';
import { chargeOf } from './charge.js';
import { SharedAnswers } from './shared-answers.js';
import { askedAttributes, endedAttributes } from './ask-attributes.js';
import { endedView, failedView } from './ended-view.js';
import type { AskEnd } from './log/ask-event.js';
import { isProcessLost } from './log/lost-end.js';
import { decisive, noteAnswer, noteFailed, noteSums } from './outcome.js';

/** Carries an ask to its end in the background, and stores its trace before anybody learns of that. */
@Injectable()
export class AskRunner {
  private readonly logger = new Logger(AskRunner.name);

  constructor(
    private readonly answers: SharedAnswers,
    private readonly recorder: TraceRecorder,
    private readonly metrics: AskMetrics,
    private readonly quotas: Quotas,
    private readonly tracing: Tracing,
  ) {}

  /** Never rejects: what becomes of the ask stands in its log and its trace. */
  run(ask: Ask): Promise<void> {
    return this.tracing.span('miniask.ask', async (span) => {
      span.set(askedAttributes(ask.trace));
      await this.carry(ask);
      span.set(endedAttributes(ask.trace));
      if (ask.failure !== undefined) span.fail(ask.failure);
    });
  }

  private async carry(ask: Ask): Promise<void> {
    try {
      noteAnswer(ask.trace, await this.answers.find(ask));
    } catch (error) {
      this.fail(ask, error);
    }
    this.sumUp(ask);
    const settled = this.quotas.settle(ask.hold, chargeOf(ask.trace.attempts));
    await this.save(ask).catch((error: unknown) => this.owe(ask, error));
    await settled;
    this.metrics.ended(ask.trace);
    this.tell(ask);
    sayTheRest(ask);
    await ask.close(endOf(ask));
  }

  /** @throws as `TraceRecorder.save` */
  private save(ask: Ask): Promise<void> {
    const { capture } = ask.start.snapshot.environment;
    return this.tracing.span('miniask.trace.store', () => this.recorder.save(ask.trace, capture));
  }

  /** An ask may end long after its request was answered: this line joins both, and the agent's session. */
  private tell(ask: Ask): void {
    const { trace } = ask;
    const { id, traceId, userId, intent, profile, status, errorCode, errorReason, latencyMs } = trace;
    const { sessionKey, responseId } = decisive(trace.attempts) ?? {};
    const line = { traceId, id, userId, intent, profile, status, latencyMs, attempts: trace.attempts.length };
    const session = { ...(sessionKey && { sessionKey }), ...(responseId && { responseId }) };
    if (errorCode === null) this.logger.log({ ...line, ...session }, 'ask ended');
    else this.logger.warn({ ...line, ...session, code: errorCode, reason: errorReason }, 'ask ended');
  }

  private fail(ask: Ask, error: unknown): void {
    const { trace } = ask;
    // Of an ask without an end, what was said is all there is.
    trace.answer = ask.said === '' ? null : ask.said;
    trace.contentId = ask.contentId;
    if (error instanceof AskCancelled) {
      trace.status = 'cancelled';
      trace.httpStatus = 200;
      return;
    }
    const failure = toAppError(error);
    // Nobody may be waiting any more who would hear of a fault of ours.
    if (failure.reason === undefined && failure.code === 'INTERNAL') {
      this.logger.error({ traceId: trace.traceId, err: failure.cause ?? failure }, 'ask failed');
    }
    ask.failure = failure;
    noteFailed(trace, failure);
  }

  private sumUp(ask: Ask): void {
    const { trace } = ask;
    trace.charge = chargeOf(trace.attempts);
    noteSums(trace, ask.elapsedMs);
    ask.noteEnd();
  }

  /** An answer that cannot be traced is not given; of an ask without one, nothing is told that was not known. */
  private owe(ask: Ask, error: unknown): void {
    const { trace } = ask;
    ask.dropWaiting();
    trace.answer = ask.log.answer === '' ? null : ask.log.answer;
    trace.contentId = ask.contentId;
    if (trace.status === 'complete') this.withhold(ask, error);
    ask.noteEnd();
    this.recorder.owe(trace, ask.start.snapshot.environment.capture);
  }

  private withhold(ask: Ask, error: unknown): void {
    const { trace, signal } = ask;
    trace.output = null;
    // Who has cancelled it meanwhile does not want it run again.
    const cancelled = signal.aborted && signal.reason instanceof AskCancelled;
    this.fail(ask, cancelled ? signal.reason : error);
  }
}

function sayTheRest(ask: Ask): void {
  const { answer, contentId } = ask.trace;
  if (answer === null || contentId === null) return;
  ask.open();
  ask.say(answer.slice(ask.log.answer.length), contentId);
}

function endOf(ask: Ask): AskEnd {
  const { failure } = ask;
  if (failure === undefined) return { type: 'done', data: endedView(ask) };
  const { retryAfterS } = failure;
  return {
    type: 'error',
    data: failedView(ask, failure),
    ...(retryAfterS !== undefined && { retryAfterS }),
    ...(ask.acted && { acted: true }),
    ...(isProcessLost(failure) && { lost: true }),
  };
}
