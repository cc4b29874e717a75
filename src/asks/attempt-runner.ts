import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { takeCodePoints } from '../common/text/normalise.js';
import type { UnusableAnswer } from '../intents/intent-handler.js';
import type { Span } from '../telemetry/span.js';
import { Tracing } from '../telemetry/tracing.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { AnswerSearch } from './answer-search.js';
import { AskCancelled } from './ask.js';
import { attemptAttributes } from './ask-attributes.js';
import type { AgentText, AttemptListener, AttemptPlan } from './attempt-plan.js';
import { Conversation } from './conversation.js';
import { costOf } from './cost.js';

/** Code points of an unusable answer that are kept for operators, and of what is wrong with it. */
const MAX_SAID = 4000;
const MAX_FAULT = 1000;

/** Ends an attempt because another one was faster, in contrast to every failure. */
export class AttemptSuperseded extends Error {
  override readonly name = 'AttemptSuperseded';
}

/** Ends an attempt whose answer is whole, however much its model still has to say. */
export class AnswerFull extends Error {
  override readonly name = 'AnswerFull';
}

/** Has one conversation with the agent, and writes down what happened. */
@Injectable()
export class AttemptRunner {
  constructor(
    private readonly conversation: Conversation,
    private readonly tracing: Tracing,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the agent has said everything, or enough. The attempt is written into the search whatever becomes of it.
   * @throws AppError of the agent's making, or the reason for which the signal was aborted.
   */
  run(
    plan: AttemptPlan,
    search: AnswerSearch,
    listener: AttemptListener,
  ): Promise<Omit<AgentText, 'reading'>> {
    const attempt = begin(plan, this.clock.now());
    search.attempts.push(attempt);
    return this.tracing.span('miniask.attempt', async (span) => {
      try {
        return await this.converse(plan, search, attempt, telling(span, listener));
      } finally {
        span.set(attemptAttributes(attempt));
      }
    });
  }

  private async converse(
    plan: AttemptPlan,
    search: AnswerSearch,
    attempt: AttemptDraft,
    listener: AttemptListener,
  ): Promise<Omit<AgentText, 'reading'>> {
    const begunAt = this.clock.monotonic();
    try {
      const { userId, trace } = search.start;
      const caller = { userId, traceId: trace.traceId };
      const { cut } = await this.conversation.hold(plan, caller, attempt, listener);
      attempt.outcome = 'ok';
      return { cut, attempt };
    } catch (error) {
      if (error instanceof AnswerFull) return enough(attempt);
      noteFailure(attempt, error);
      throw error;
    } finally {
      attempt.totalMs = Math.round(this.clock.monotonic() - begunAt);
      noteCost(attempt, plan);
    }
  }
}

function begin({ agent, profile, model, corrects }: AttemptPlan, beganAt: number): AttemptDraft {
  return {
    profile: profile.name,
    model: agent.name === 'local' ? 'local' : model.alias,
    agent: agent.name,
    outcome: 'running',
    ...(corrects === true && { corrects }),
    runId: newId(),
    beganAt,
    totalMs: 0,
    usage: null,
  };
}

/** At the prices of the snapshot that the ask began with. The local agent has none. */
function noteCost(attempt: AttemptDraft, { agent, model }: AttemptPlan): void {
  const cost = agent.name === 'local' ? undefined : costOf(attempt.usage, model.price);
  if (cost !== undefined) attempt.cost = cost;
}

function telling(span: Span, listener: AttemptListener): AttemptListener {
  const onBegin = (): void => {
    span.event('miniask.first_content');
    listener.onBegin();
  };
  return { ...listener, onBegin };
}

function enough(attempt: AttemptDraft): Omit<AgentText, 'reading'> {
  attempt.outcome = 'ok';
  return { cut: false, attempt };
}

/** Writes down why an attempt came to nothing. */
export function noteFailure(attempt: AttemptDraft, error: unknown): void {
  if (error instanceof AskCancelled || error instanceof AttemptSuperseded) {
    attempt.outcome = error instanceof AskCancelled ? 'cancelled' : 'superseded';
    return;
  }
  const { code, reason } = toAppError(error);
  attempt.outcome = code;
  if (reason !== undefined) attempt.reason = reason;
}

/** Writes down that what the model said is no answer, and why. */
export function noteUnusable(
  attempt: AttemptDraft,
  said: string,
  { reason, correction }: UnusableAnswer,
): void {
  attempt.outcome = 'OUTPUT_INVALID';
  attempt.reason = reason;
  attempt.said = takeCodePoints(said, MAX_SAID);
  attempt.fault = takeCodePoints(correction, MAX_FAULT);
}
