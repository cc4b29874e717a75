import { Injectable } from '@nestjs/common';
import type { AgentClient, AgentRequest, ChatMessage } from '../agent/agent-client.js';
import { withDeadlines } from '../agent/deadlines.js';
import type { LocalTask } from '../agent/local-task.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';
import { toAppError } from '../common/errors/to-app-error.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { ReadSoFar } from './answer-so-far.js';
import { type Ask, AskCancelled } from './ask.js';

/** What one attempt asks of whom. */
export interface AttemptPlan {
  readonly agent: AgentClient;
  readonly profile: Profile;
  readonly model: ModelTarget;
  readonly messages: readonly ChatMessage[];
  readonly local: LocalTask;
  readonly readSoFar: ReadSoFar;
}

export interface AgentText {
  readonly text: string;
  /** The model stopped at its token limit. */
  readonly cut: boolean;
  /** The attempt that it came of. */
  readonly attempt: AttemptDraft;
}

/** Runs the agent once, within the model's deadlines, and writes down what happened. */
@Injectable()
export class AttemptRunner {
  constructor(private readonly clock: Clock) {}

  /**
   * The agent's whole text. The attempt is written into the ask whatever becomes of it.
   * @throws AppError of the agent's making, or the reason for which the ask was aborted.
   */
  async run(plan: AttemptPlan, ask: Ask): Promise<AgentText> {
    const begunAt = this.clock.monotonic();
    const attempt = begin(plan);
    ask.attempts.push(attempt);
    ask.soFar.begin(plan.readSoFar);
    try {
      return await this.read(plan, ask, attempt, begunAt);
    } catch (error) {
      noteFailure(attempt, error);
      throw error;
    } finally {
      attempt.totalMs = Math.round(this.clock.monotonic() - begunAt);
    }
  }

  private async read(
    plan: AttemptPlan,
    { signal: outer, soFar }: Ask,
    attempt: AttemptDraft,
    begunAt: number,
  ): Promise<AgentText> {
    const request = requestOf(plan, attempt.runId);
    const run = (signal: AbortSignal) => plan.agent.run(request, signal);
    let cut = false;
    for await (const event of withDeadlines(run, plan.model, outer, this.clock)) {
      switch (event.type) {
        case 'run':
          attempt.sessionKey = event.sessionKey;
          if (event.responseId !== undefined) attempt.responseId = event.responseId;
          break;
        case 'content':
          attempt.firstContentMs ??= Math.round(this.clock.monotonic() - begunAt);
          soFar.add(event.text);
          break;
        case 'end':
          attempt.usage = event.usage;
          cut = event.finishReason === 'length';
          break;
      }
    }
    return { text: soFar.text, cut, attempt };
  }
}

function begin({ agent, profile, model }: AttemptPlan): AttemptDraft {
  return {
    profile: profile.name,
    model: agent.name === 'local' ? 'local' : model.alias,
    agent: agent.name,
    outcome: 'ok',
    runId: newId(),
    totalMs: 0,
    usage: null,
  };
}

function requestOf({ profile, model, messages, local }: AttemptPlan, runId: string): AgentRequest {
  return {
    runId,
    model,
    tools: profile.tools,
    messages,
    maxTokens: profile.maxTokens,
    ...(profile.temperature !== undefined && { temperature: profile.temperature }),
    ...(profile.topP !== undefined && { topP: profile.topP }),
    local,
  };
}

function noteFailure(attempt: AttemptDraft, error: unknown): void {
  if (error instanceof AskCancelled) {
    attempt.outcome = 'cancelled';
    return;
  }
  const { code, reason } = toAppError(error);
  attempt.outcome = code;
  if (reason !== undefined) attempt.reason = reason;
}
