import { Injectable, Logger } from '@nestjs/common';
import type { Usage } from '../agent/agent-client.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { Quotas } from '../limits/quotas/quotas.js';
import { AskMetrics } from '../metrics/ask-metrics.js';
import type { Attempt } from '../trace/trace-record.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import { type Ask, AskCancelled } from './ask.js';
import { chargeOf } from './charge.js';
import { totalCost } from './cost.js';
import { type SharedAnswer, SharedAnswers } from './shared-answers.js';
import { endedView, failedView } from './ended-view.js';
import type { AskEnd } from './log/ask-event.js';
import { isProcessLost } from './log/lost-end.js';

/** Carries an ask to its end in the background, and stores its trace before anybody learns of that. */
@Injectable()
export class AskRunner {
  private readonly logger = new Logger(AskRunner.name);

  constructor(
    private readonly answers: SharedAnswers,
    private readonly recorder: TraceRecorder,
    private readonly metrics: AskMetrics,
    private readonly quotas: Quotas,
  ) {}

  /** Never rejects: what becomes of the ask stands in its log and its trace. */
  async run(ask: Ask): Promise<void> {
    try {
      complete(ask, await this.answers.find(ask));
    } catch (error) {
      this.fail(ask, error);
    }
    this.sumUp(ask);
    const settled = this.quotas.settle(ask.hold, chargeOf(ask.trace.attempts));
    await this.recorder.save(ask.trace).catch((error: unknown) => this.owe(ask, error));
    await settled;
    this.metrics.ended(ask.trace);
    this.tell(ask);
    sayTheRest(ask);
    await ask.close(endOf(ask));
  }

  /** An ask may end long after its request was answered: this line joins both, and the agent's session. */
  private tell(ask: Ask): void {
    const { trace } = ask;
    const { id, traceId, userId, intent, profile, status, errorCode, errorReason, latencyMs } = trace;
    const { sessionKey, responseId } = decisive(ask) ?? {};
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
    trace.status = 'failed';
    trace.httpStatus = failure.problem.status;
    trace.errorCode = failure.code;
    trace.errorReason = failure.reason ?? null;
  }

  private sumUp(ask: Ask): void {
    const { trace } = ask;
    trace.usage = totalUsage(trace.attempts);
    trace.charge = chargeOf(trace.attempts);
    trace.cost = totalCost(trace.attempts);
    // Milliseconds from that attempt's begin.
    trace.firstContentMs = decisive(ask)?.firstContentMs ?? null;
    trace.queuedMs = decisive(ask)?.queuedMs ?? null;
    trace.latencyMs = ask.elapsedMs;
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
    this.recorder.owe(ask.trace);
  }

  private withhold(ask: Ask, error: unknown): void {
    const { trace, signal } = ask;
    trace.output = null;
    // Who has cancelled it meanwhile does not want it run again.
    const cancelled = signal.aborted && signal.reason instanceof AskCancelled;
    this.fail(ask, cancelled ? signal.reason : error);
  }
}

function complete(ask: Ask, answer: SharedAnswer): void {
  const { trace } = ask;
  trace.status = 'complete';
  trace.httpStatus = 200;
  trace.answer = answer.answer;
  trace.output = { ...answer.output };
  trace.truncated = answer.truncated;
  trace.cached = answer.cached;
  trace.degraded = answer.degraded;
  trace.contentId = answer.contentId;
  trace.model = answer.model;
}

function sayTheRest(ask: Ask): void {
  const { answer, contentId } = ask.trace;
  if (answer === null || contentId === null) return;
  ask.open();
  ask.say(answer.slice(ask.log.answer.length), contentId);
}

/** Null when no attempt reported any. */
function totalUsage(attempts: readonly Attempt[]): Usage | null {
  const known = attempts.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  if (known.length === 0) return null;
  return {
    promptTokens: known.reduce((sum, usage) => sum + usage.promptTokens, 0),
    completionTokens: known.reduce((sum, usage) => sum + usage.completionTokens, 0),
  };
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

/** The attempt that gave the answer; without an answer the last one that was not given up for a rival. */
function decisive({ trace: { attempts } }: Ask): Attempt | undefined {
  return (
    attempts.findLast(({ outcome }) => outcome === 'ok') ??
    attempts.findLast(({ outcome }) => outcome !== 'superseded')
  );
}
