import { Injectable } from '@nestjs/common';
import type { AgentEvent, AgentRequest, ChatMessage, ToolCall, Usage } from '../agent/agent-client.js';
import { timeout, withDeadlines } from '../agent/deadlines.js';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import type { ToolCaller } from '../tools/tool-handler.js';
import { ToolRegistry, type ToolSplit } from '../tools/tool-registry.js';
import { ToolRunner, openToolCall } from '../tools/tool-runner.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { AttemptListener, AttemptPlan } from './attempt-plan.js';

/** Rounds of tool calls; after them the model gets no tools and has to answer. */
const MAX_TOOL_ROUNDS = 4;
/** Calls in one round that are run; a model that wants more gets an answer to these alone. */
const MAX_CALLS_A_ROUND = 4;

interface Said {
  readonly text: string;
  readonly cut: boolean;
  readonly toolCalls: readonly ToolCall[];
}

/**
 * Asks the agent until it has answered: a run, and one more after every round of tools of ours that it
 * asked for, all within the model's deadlines.
 */
@Injectable()
export class Conversation {
  constructor(
    private readonly registry: ToolRegistry,
    private readonly tools: ToolRunner,
    private readonly clock: Clock,
  ) {}

  /** Writes run, timings, usage and tool calls into the attempt. @throws as the agent and its deadlines do */
  async hold(
    plan: AttemptPlan,
    caller: ToolCaller,
    attempt: AttemptDraft,
    listener: AttemptListener,
  ): Promise<Omit<Said, 'toolCalls'>> {
    const split = this.registry.split(plan.profile.tools);
    const rounds = new Rounds(plan, attempt, listener, this.clock);
    const messages = [...plan.messages];
    for (let round = 0; ; round += 1) {
      const offers = round < MAX_TOOL_ROUNDS ? split.offers : [];
      const said = await rounds.run(
        requestOf(plan, caller, { ...split, offers }, messages, round === 0 ? attempt.runId : newId()),
      );
      if (said.toolCalls.length === 0) return said;
      if (offers.length === 0) throw new AppError('AGENT_ERROR', { reason: 'unexpected_tool_call' });
      listener.onDiscard();
      const calls = said.toolCalls.slice(0, MAX_CALLS_A_ROUND);
      const results = await rounds.within((signal) => this.answer(calls, split, caller, attempt, signal));
      messages.push({ role: 'assistant', content: said.text, toolCalls: calls }, ...results);
    }
  }

  private async answer(
    calls: readonly ToolCall[],
    { offers }: ToolSplit,
    caller: ToolCaller,
    attempt: AttemptDraft,
    signal: AbortSignal,
  ): Promise<ChatMessage[]> {
    const allowed = offers.map(({ name }) => name);
    // On record before they run: also an ask that ends meanwhile tells what it has set going.
    const noted = calls.map((call) => ({ call, record: openToolCall(call) }));
    attempt.toolCalls = [...(attempt.toolCalls ?? []), ...noted.map(({ record }) => record)];
    return Promise.all(
      noted.map(async ({ call, record }) => ({
        role: 'tool' as const,
        toolCallId: call.id,
        content: await this.tools.run(call, record, { allowed, caller }, signal),
      })),
    );
  }
}

/** The runs of one attempt and the tools between them, which share its deadline. */
class Rounds {
  private readonly begunAt: number;
  private begun = false;

  constructor(
    private readonly plan: AttemptPlan,
    private readonly attempt: AttemptDraft,
    private readonly listener: AttemptListener,
    private readonly clock: Clock,
  ) {
    this.begunAt = clock.monotonic();
  }

  async run(request: AgentRequest): Promise<Said> {
    const { agent, model } = this.plan;
    const { attempt, listener } = this;
    const left = this.leftMs();
    const { firstContentMs = model.firstContentMs } = this.plan;
    const deadlines = { firstContentMs: Math.min(firstContentMs, left), totalMs: left };
    const run = (signal: AbortSignal) => agent.run(request, signal);
    let text = '';
    let end: Extract<AgentEvent, { type: 'end' }> | undefined;
    for await (const event of withDeadlines(run, deadlines, listener.signal, this.clock)) {
      if (event.type === 'run') this.noteRun(event);
      else this.noteBegin();
      if (event.type === 'content') {
        text += event.text;
        listener.onContent(event.text);
      } else if (event.type === 'end') end = event;
    }
    attempt.usage = sum(attempt.usage, end?.usage ?? null);
    return { text, cut: end?.finishReason === 'length', toolCalls: end?.toolCalls ?? [] };
  }

  /** Work between two runs. @throws AppError `AGENT_TIMEOUT` when it is not done in time */
  async within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController();
    const cancelTimer = this.clock.after(this.leftMs(), () => late.abort(timeout('total')));
    try {
      return await work(AbortSignal.any([this.listener.signal, late.signal]));
    } finally {
      cancelTimer();
    }
  }

  /** @throws AppError `AGENT_TIMEOUT` when nothing is left */
  private leftMs(): number {
    const left = this.plan.model.totalMs - this.sinceBegin();
    if (left <= 0) throw timeout('total');
    return left;
  }

  private noteRun(run: Extract<AgentEvent, { type: 'run' }>): void {
    const { attempt } = this;
    attempt.queuedMs ??= this.sinceBegin();
    attempt.way = run.way;
    attempt.sessionKey = run.sessionKey;
    if (run.gateway !== undefined) attempt.gateway = run.gateway;
    if (run.responseId !== undefined) attempt.responseId = run.responseId;
  }

  private noteBegin(): void {
    if (this.begun) return;
    this.begun = true;
    this.attempt.firstContentMs = this.sinceBegin();
    this.listener.onBegin();
  }

  private sinceBegin(): number {
    return Math.round(this.clock.monotonic() - this.begunAt);
  }
}

function requestOf(
  { profile, model, local }: AttemptPlan,
  { userId }: ToolCaller,
  { offers, agentTools }: ToolSplit,
  messages: readonly ChatMessage[],
  runId: string,
): AgentRequest {
  return {
    runId,
    lane: userId,
    model,
    tools: agentTools,
    offers,
    messages,
    maxTokens: profile.maxTokens,
    ...(profile.temperature !== undefined && { temperature: profile.temperature }),
    ...(profile.topP !== undefined && { topP: profile.topP }),
    local,
  };
}

function sum(one: Usage | null, two: Usage | null): Usage | null {
  if (one === null || two === null) return one ?? two;
  return {
    promptTokens: one.promptTokens + two.promptTokens,
    completionTokens: one.completionTokens + two.completionTokens,
  };
}
