import { Injectable } from '@nestjs/common';
import { AgentClient, type ChatMessage } from '../agent/agent-client.js';
import { LocalAgentClient } from '../agent/local/local-agent-client.js';
import { type CancelTimer, Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { pause } from '../common/pause.js';
import { AnswerReading } from '../intents/answer-reading.js';
import { type Interpretation, UnusableAnswer } from '../intents/intent-handler.js';
import { composeMessages, correctionMessages } from '../intents/prompt.js';
import { Tracing } from '../telemetry/tracing.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { AnswerSearch } from './answer-search.js';
import { AskCancelled } from './ask.js';
import { firstContentInBudget, remainingMs } from './budget.js';
import { type Candidate, candidates } from './ask-plan.js';
import type { AgentText, AttemptPlan } from './attempt-plan.js';
import { GuardedReading } from './guarded-reading.js';
import { noteFailure, noteUnusable } from './attempt-runner.js';
import { HedgedRunner } from './hedged-runner.js';
import { PromptGuard } from './prompt-guard.js';
import { retryPauseMs } from './retry.js';

/** Milliseconds that are kept of the budget for the local agent, which answers at once. */
const FOR_LOCAL_MS = 400;

/** The answer, and the attempt that it came of. */
export interface FoundAnswer extends Interpretation<object> {
  readonly attempt: AttemptDraft;
  /** The model stopped at its token limit. */
  readonly cut: boolean;
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
    private readonly prompts: PromptGuard,
    private readonly tracing: Tracing,
    private readonly clock: Clock,
  ) {}

  /**
   * The first usable answer of those who may be asked. What was tried is written into the search.
   * @throws AppError of the last attempt; AskCancelled
   */
  async find(search: AnswerSearch): Promise<FoundAnswer> {
    const { snapshot, decision, command } = search.start;
    const agents = { chosen: this.agent, local: this.localAgent };
    const [routed, ...others] = candidates(snapshot, command.intent.name, decision.profile, agents);
    const local = others.find(({ agent }) => agent.name === 'local');
    if (local === undefined) return this.askInTurn(search, search.signal, [routed, ...others]);
    const handover = this.handover(search);
    try {
      const signal = AbortSignal.any([search.signal, handover.signal]);
      return await this.askInTurn(search, signal, [routed, ...others.filter((other) => other !== local)]);
    } catch (failure) {
      if (!this.mayTakeOver(search, failure)) throw failure;
      return await this.askCandidate(search, search.signal, local);
    } finally {
      handover.cancel();
    }
  }

  /**
   * Aborts, for the local agent to take over, when the budget is nearly gone and the answer may still be another's: an
   * answer of less worth in time is better than a good one too late.
   */
  private handover(search: AnswerSearch): { readonly signal: AbortSignal; readonly cancel: CancelTimer } {
    const late = new AbortController();
    const cancel = this.clock.after(Math.max(0, remainingMs(search, this.clock) - FOR_LOCAL_MS), () => {
      if (this.replaceable(search) && !search.speaking)
        late.abort(new AppError('AGENT_TIMEOUT', { reason: 'budget' }));
    });
    return { signal: late.signal, cancel };
  }

  /** The first answer, or the error of the last who was asked. */
  private async askInTurn(
    search: AnswerSearch,
    signal: AbortSignal,
    [first, ...others]: readonly [Candidate, ...Candidate[]],
  ): Promise<FoundAnswer> {
    try {
      return await this.askCandidate(search, signal, first);
    } catch (failure) {
      const [next, ...rest] = others;
      if (next === undefined || signal.aborted || !this.mayTakeOver(search, failure)) throw failure;
      return this.askInTurn(search, signal, [next, ...rest]);
    }
  }

  private async askCandidate(
    search: AnswerSearch,
    signal: AbortSignal,
    candidate: Candidate,
  ): Promise<FoundAnswer> {
    const { command, replay } = search.start;
    const { input, context } = command;
    const { handler } = command.intent;
    const { profile } = candidate;
    noteCandidate(search, candidate);
    const preparation = handler.prepare(input, profile.output);
    const { mark, secrets: all } = this.prompts.of(profile);
    const messages = composeMessages({ text: profile.systemPrompt, mark }, preparation, context);
    const secrets = all.before(known(candidate, messages));
    const plan = {
      ...candidate,
      messages,
      secrets,
      local: preparation.local,
      ...(search.attempts.length > 0 && this.inBudget(search, candidate)),
      continues: wasAdmitted(search),
      ...(replay !== undefined && { replay }),
      beginReading: () => new GuardedReading(new AnswerReading(handler, input, profile.output), secrets),
      signal,
    };
    return this.askOnceCorrected(search, plan);
  }

  /** One attempt, and a second one that tells the model what was wrong with the first answer. */
  private async askOnceCorrected(search: AnswerSearch, plan: AttemptPlan): Promise<FoundAnswer> {
    const first = await this.runRetried(search, plan);
    try {
      return found(first);
    } catch (error) {
      const unusable = asUnusable(first, error);
      if (remainingMs(search, this.clock) <= 0 || !this.replaceable(search)) throw outputInvalid(unusable);
      const messages = correctionMessages(plan.messages, first.reading.said, unusable.correction);
      const again = { ...plan, ...this.inBudget(search, plan), continues: true, corrects: true } as const;
      const second = await this.tracing.span('miniask.correction', () =>
        this.attempts.run({ ...again, messages }, search),
      );
      try {
        return found(second);
      } catch (unusableAgain) {
        throw outputInvalid(asUnusable(second, unusableAgain));
      }
    }
  }

  /** A second time only as long as nothing was said: what was said was paid for, and may have been shown. */
  private async runRetried(search: AnswerSearch, plan: AttemptPlan): Promise<AgentText> {
    const earlier = search.attempts.length;
    try {
      return await this.attempts.run(plan, search);
    } catch (failure) {
      if (!silent(search.attempts.slice(earlier)) || !this.mayTryAgain(search, failure)) throw failure;
      const pauseMs = retryPauseMs(toAppError(failure), plan, remainingMs(search, this.clock));
      if (pauseMs === undefined) throw failure;
      await pause(pauseMs, plan.signal, this.clock);
      const again = { ...plan, ...this.inBudget(search, plan), continues: wasAdmitted(search) };
      return this.attempts.run(again, search);
    }
  }

  private inBudget(search: AnswerSearch, { model }: Candidate): { readonly firstContentMs: number } {
    return { firstContentMs: firstContentInBudget(search, model, this.clock) };
  }

  /** Not where the gateways are full: load is answered by a refusal, not by an answer of less worth or another's load. */
  private mayTakeOver(search: AnswerSearch, failure: unknown): boolean {
    return this.replaceable(search) && this.mayTryAgain(search, failure) && !wasSentAway(failure);
  }

  /** What was shown is not taken back, and what a tool did has happened. */
  private replaceable(search: AnswerSearch): boolean {
    return !search.spoken && !search.acted;
  }

  private mayTryAgain(search: AnswerSearch, failure: unknown): boolean {
    if (failure instanceof AskCancelled || search.signal.aborted) return false;
    return toAppError(failure).problem.retryable && remainingMs(search, this.clock) > 0;
  }
}

/** One of its attempts has had a place to run. */
export function wasAdmitted({ attempts }: AnswerSearch): boolean {
  return attempts.some(({ queuedMs }) => queuedMs !== undefined);
}

/** By our own queue, and not by a gateway or a provider. */
function wasSentAway(failure: unknown): boolean {
  return toAppError(failure).reason === 'queue_full';
}

/** What is no leak: what the client itself sent; and to an agent that reads no prompt, the prompt is nothing it could tell. */
function known({ agent, profile }: Candidate, messages: readonly ChatMessage[]): string[] {
  const data = messages.flatMap(({ role, content }) => (role === 'system' ? [] : [content]));
  return agent.name === 'local' ? [...data, profile.systemPrompt] : data;
}

function silent(attempts: readonly AttemptDraft[]): boolean {
  return attempts.every(({ firstContentMs }) => firstContentMs === undefined);
}

/** @throws UnusableAnswer */
function found({ reading, cut, attempt }: AgentText): FoundAnswer {
  return { ...reading.end(cut), attempt, cut };
}

function noteCandidate(search: AnswerSearch, { profile, model, agent, step }: Candidate): void {
  search.nowServing({ profile, model: agent.name === 'local' ? 'local' : model.alias }, step);
}

/** @throws whatever it was, when it was not an unusable answer */
function asUnusable({ attempt, reading }: AgentText, error: unknown): UnusableAnswer {
  if (!(error instanceof UnusableAnswer)) {
    noteFailure(attempt, error);
    throw error;
  }
  noteUnusable(attempt, reading.said, error);
  return error;
}

function outputInvalid(cause: UnusableAnswer): AppError {
  return new AppError('OUTPUT_INVALID', { reason: 'unusable_answer', cause });
}
