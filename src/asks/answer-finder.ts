import { Injectable } from '@nestjs/common';
import { AgentClient } from '../agent/agent-client.js';
import { LocalAgentClient } from '../agent/local/local-agent-client.js';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { AnswerReading } from '../intents/answer-reading.js';
import { type Interpretation, UnusableAnswer } from '../intents/intent-handler.js';
import { composeMessages, correctionMessages } from '../intents/prompt.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import { type Ask, AskCancelled } from './ask.js';
import { type Candidate, candidates } from './ask-plan.js';
import type { AgentText, AttemptPlan } from './attempt-plan.js';
import { HedgedRunner } from './hedged-runner.js';
import { pause, retryPauseMs } from './retry.js';

/** Milliseconds that are kept of the budget, so that a failure is told before the budget ends. */
const TO_TELL_MS = 200;

/** The answer, and the attempt that it came of. */
export interface FoundAnswer extends Interpretation<object> {
  readonly attempt: AttemptDraft;
}

/**
 * Finds the answer to an ask: the routed profile, tried again when it failed for a passing reason, one
 * correction of an unusable answer, fallbacks.
 */
@Injectable()
export class AnswerFinder {
  constructor(
    private readonly agent: AgentClient,
    private readonly localAgent: LocalAgentClient,
    private readonly attempts: HedgedRunner,
    private readonly clock: Clock,
  ) {}

  /**
   * The first usable answer of those who may be asked. What was tried is written into the ask's trace.
   * @throws AppError of the last attempt; AskCancelled
   */
  async find(ask: Ask): Promise<FoundAnswer> {
    const { snapshot, decision, command } = ask.start;
    const agents = { chosen: this.agent, local: this.localAgent };
    const [routed, ...others] = candidates(snapshot, command.intent.name, decision.profile, agents);
    try {
      return await this.askCandidate(ask, routed);
    } catch (failure) {
      return this.tryOthers(ask, others, failure);
    }
  }

  private async tryOthers(ask: Ask, others: readonly Candidate[], failure: unknown): Promise<FoundAnswer> {
    let last = failure;
    for (const candidate of others) {
      if (!this.mayTakeOver(ask, last)) break;
      try {
        return await this.askCandidate(ask, candidate);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  private async askCandidate(ask: Ask, candidate: Candidate): Promise<FoundAnswer> {
    const { handler } = ask.start.command.intent;
    const { input, context } = ask.start.command;
    const { profile } = candidate;
    noteCandidate(ask, candidate);
    const preparation = handler.prepare(input, profile.output);
    const messages = composeMessages(profile.systemPrompt, preparation, context);
    const plan = {
      ...candidate,
      messages,
      local: preparation.local,
      ...this.limitOfFirstContent(ask, candidate),
      beginReading: () => new AnswerReading(handler, input, profile.output),
    };
    return this.askOnceCorrected(ask, plan, (answer) =>
      handler.interpret(answer.text, input, { limits: profile.output, cut: answer.cut }),
    );
  }

  /** A model that is asked in the place of another one has no longer than the budget. */
  private limitOfFirstContent(ask: Ask, { model }: Candidate): { firstContentMs?: number } {
    if (ask.attempts.length === 0) return {};
    const left = this.remainingMs(ask) - TO_TELL_MS;
    return { firstContentMs: Math.max(1, Math.min(model.firstContentMs, left)) };
  }

  /** One attempt, and a second one that tells the model what was wrong with the first answer. */
  private async askOnceCorrected(
    ask: Ask,
    plan: AttemptPlan,
    interpret: (answer: AgentText) => Interpretation<object>,
  ): Promise<FoundAnswer> {
    const first = await this.runRetried(ask, plan);
    try {
      return { ...interpret(first), attempt: first.attempt };
    } catch (error) {
      const unusable = asUnusable(first, error);
      if (this.remainingMs(ask) <= 0 || usedTools(ask)) throw outputInvalid(unusable);
      const messages = correctionMessages(plan.messages, first.text, unusable.correction);
      const second = await this.attempts.run(this.again(ask, { ...plan, messages }), ask);
      try {
        return { ...interpret(second), attempt: second.attempt };
      } catch (again) {
        throw outputInvalid(asUnusable(second, again));
      }
    }
  }

  /** A second time only as long as nothing was said: what was said was paid for, and may have been shown. */
  private async runRetried(ask: Ask, plan: AttemptPlan): Promise<AgentText> {
    const earlier = ask.attempts.length;
    try {
      return await this.attempts.run(plan, ask);
    } catch (failure) {
      if (!silent(ask.attempts.slice(earlier)) || !this.mayTryAgain(ask, failure)) throw failure;
      const pauseMs = retryPauseMs(toAppError(failure), plan, this.remainingMs(ask));
      if (pauseMs === undefined) throw failure;
      await pause(pauseMs, ask.signal, this.clock);
      return this.attempts.run(this.again(ask, plan), ask);
    }
  }

  private again(ask: Ask, plan: AttemptPlan): AttemptPlan {
    return { ...plan, ...this.limitOfFirstContent(ask, plan) };
  }

  /**
   * Nobody's words are replaced by another's, since they may have been shown, and what a tool did has
   * happened. Words that no answer could be made of are the exception: they were never shown.
   */
  private mayTakeOver(ask: Ask, failure: unknown): boolean {
    if (!this.mayTryAgain(ask, failure) || usedTools(ask)) return false;
    return silent(ask.attempts) || toAppError(failure).code === 'OUTPUT_INVALID';
  }

  private mayTryAgain(ask: Ask, failure: unknown): boolean {
    if (failure instanceof AskCancelled || ask.signal.aborted) return false;
    return toAppError(failure).problem.retryable && this.remainingMs(ask) > 0;
  }

  private remainingMs(ask: Ask): number {
    const { decision, arrivedAt } = ask.start;
    return decision.profile.deadlineMs - (this.clock.monotonic() - arrivedAt);
  }
}

function silent(attempts: readonly AttemptDraft[]): boolean {
  return attempts.every(({ firstContentMs }) => firstContentMs === undefined);
}

function usedTools({ attempts }: Ask): boolean {
  return attempts.some(({ toolCalls = [] }) => toolCalls.length > 0);
}

/** The trace names who is being asked, so that also an ask that is killed tells how far it came. */
function noteCandidate({ trace }: Ask, { profile, model, agent, step }: Candidate): void {
  if (step !== undefined) trace.routing = [...trace.routing, step];
  trace.profile = profile.name;
  trace.profileDigest = profile.digest;
  trace.model = agent.name === 'local' ? 'local' : model.alias;
}

/** @throws whatever it was, when it was not an unusable answer */
function asUnusable({ attempt }: AgentText, error: unknown): UnusableAnswer {
  if (!(error instanceof UnusableAnswer)) throw error;
  attempt.outcome = 'OUTPUT_INVALID';
  return error;
}

function outputInvalid(cause: UnusableAnswer): AppError {
  return new AppError('OUTPUT_INVALID', { reason: 'unusable_answer', cause });
}
