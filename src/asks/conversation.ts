import { Injectable } from '@nestjs/common';
import type { AgentEvent, AgentRequest, ChatMessage, ToolCall, Usage } from '../agent/agent-client.js';
import { type Deadlines, timeout, withDeadlines } from '../agent/deadlines.js';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { newId } from '../common/ids.js';
import { tokensIn } from '../common/text/tokens.js';
import { toolResultContent } from '../intents/prompt.js';
import type { PromptSecrets } from '../output/leak/prompt-secrets.js';
import type { ToolAnswers } from '../tools/tool-answers.js';
import type { ToolCaller } from '../tools/tool-handler.js';
import { ToolRegistry, type ToolSplit } from '../tools/tool-registry.js';
import { ToolRunner, openToolCall } from '../tools/tool-runner.js';
import type { AttemptDraft, ToolCallDraft } from '../trace/trace-draft.js';
import type { AttemptListener, AttemptPlan } from './attempt-plan.js';
import { promptTokens } from './charge.js';

/** Rounds of tool calls; after them the model gets no tools and has to answer. */
const MAX_TOOL_ROUNDS = 4;
/** Calls in one round that are run; of each further one the model is told that it was not. */
const MAX_CALLS_A_ROUND = 4;
const NOT_RUN = `Not run: no more than ${MAX_CALLS_A_ROUND} tools can be called at once. Call it again if you still need it.`;

const REFUSED = 'Refused: the call holds confidential words of your instructions.';
const WITHHELD = '(withheld)';

/** Code units that a model says before it calls a tool, if it says anything; they are no part of the answer. */
const PREAMBLE = 120;

const REFUSALS = new Set<ErrorCode>(['AGENT_ERROR', 'AGENT_OVERLOADED', 'AGENT_UNAVAILABLE']);

type AgentEnd = Extract<AgentEvent, { type: 'end' }>;

interface Said {
  readonly text: string;
  readonly cut: boolean;
  readonly toolCalls: readonly ToolCall[];
}

/** Who answers the calls of an attempt, for whom, and what must not come out through them. */
interface ToolSetting {
  readonly tools: ToolAnswers;
  readonly caller: ToolCaller;
  readonly secrets: PromptSecrets;
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
    const tools = plan.replay?.tools ?? this.tools;
    const messages = [...plan.messages];
    for (let round = 0; ; round += 1) {
      const offers = round < MAX_TOOL_ROUNDS ? split.offers : [];
      const said = await rounds.run(
        requestOf(plan, caller, { ...split, offers }, messages, {
          runId: round === 0 ? attempt.runId : newId(),
          continues: round > 0 || plan.continues === true,
        }),
      );
      if (said.toolCalls.length === 0) return said;
      if (offers.length === 0) throw new AppError('AGENT_ERROR', { reason: 'unexpected_tool_call' });
      listener.onDiscard();
      const { text: content, toolCalls } = said;
      const results = await rounds.within((signal) =>
        this.answer(toolCalls, split, { tools, caller, secrets: plan.secrets }, attempt, signal),
      );
      messages.push({ role: 'assistant', content, toolCalls }, ...results);
    }
  }

  private async answer(
    calls: readonly ToolCall[],
    { offers }: ToolSplit,
    { tools, caller, secrets }: ToolSetting,
    attempt: AttemptDraft,
    signal: AbortSignal,
  ): Promise<ChatMessage[]> {
    const allowed = offers.map(({ name }) => name);
    // On record before they run: also an ask that ends meanwhile tells what it has set going.
    const noted = calls.map((call) => ({ call, record: noteOf(call, secrets) }));
    attempt.toolCalls = [...(attempt.toolCalls ?? []), ...noted.map(({ record }) => record)];
    for (const { record } of noted.slice(MAX_CALLS_A_ROUND)) {
      if (record.outcome === 'refused') continue;
      record.outcome = 'skipped';
      record.result = NOT_RUN;
    }
    return Promise.all(
      noted.map(async ({ call, record }) => ({
        role: 'tool' as const,
        toolCallId: call.id,
        content: toolResultContent(
          record.outcome === 'aborted'
            ? await tools.run(call, record, { allowed, caller }, signal)
            : record.result,
        ),
      })),
    );
  }
}

/** The record of a call; one that would give the prompt to a tool is refused, and nothing of it kept. */
function noteOf(call: ToolCall, secrets: PromptSecrets): ToolCallDraft {
  const told = { name: call.name, written: call.arguments, meant: parsed(call.arguments) };
  if (!secrets.leakIn(told)) return openToolCall(call);
  return {
    ...openToolCall({ ...call, name: WITHHELD, arguments: WITHHELD }),
    outcome: 'refused',
    result: REFUSED,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The runs of one attempt and the tools between them, which share its deadline. */
class Rounds {
  private readonly begunAt: number;
  private begun = false;
  /** When somebody first worked on it. */
  private workedOnSince: number | undefined;

  constructor(
    private readonly plan: AttemptPlan,
    private readonly attempt: AttemptDraft,
    private readonly listener: AttemptListener,
    private readonly clock: Clock,
  ) {
    this.begunAt = clock.monotonic();
  }

  async run(request: AgentRequest): Promise<Said> {
    const { attempt, listener } = this;
    const heard = new Heard(request.offers.length > 0 ? PREAMBLE : 0, listener);
    const { usage, toolCalls, finishReason } = await this.listen(request, heard);
    if (usage === null) this.noteEstimate(request, heard.text);
    attempt.usage = sum(attempt.usage, usage);
    if (toolCalls.length === 0) heard.pass();
    return { text: heard.text, cut: finishReason === 'length', toolCalls };
  }

  private async listen(request: AgentRequest, heard: Heard): Promise<AgentEnd> {
    const run = (signal: AbortSignal) => this.plan.agent.run(request, signal);
    let end: AgentEnd | undefined;
    let runs = false;
    try {
      for await (const event of withDeadlines(
        run,
        this.deadlines(request),
        this.listener.signal,
        this.clock,
      )) {
        runs = true;
        if (event.type === 'run') this.noteRun(event);
        else this.noteBegin();
        if (event.type === 'tool') this.attempt.acted = true;
        if (event.type === 'content') heard.add(event.text);
        else if (event.type === 'end') end = event;
      }
      // Every agent promises an end, or throws.
      if (end === undefined) throw new AppError('AGENT_ERROR', { reason: 'stream_cut' });
      return end;
    } catch (error) {
      const hasWorked = heard.text !== '' || this.attempt.acted === true;
      if (runs && (hasWorked || !isRefusal(error))) this.noteEstimate(request, heard.text);
      throw error;
    }
  }

  private deadlines({ continues = false }: AgentRequest): Deadlines {
    const { model, firstContentMs = model.firstContentMs } = this.plan;
    const totalMs = this.leftMs();
    return { firstContentMs: Math.min(firstContentMs, totalMs), totalMs, waitCounts: continues };
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
    // To have waited for a first place is not the model's fault.
    const spent = this.clock.monotonic() - (this.workedOnSince ?? this.clock.monotonic());
    const left = this.plan.model.totalMs - Math.round(spent);
    if (left <= 0) throw timeout('total');
    return left;
  }

  private noteRun(run: Extract<AgentEvent, { type: 'run' }>): void {
    const { attempt } = this;
    attempt.queuedMs ??= this.sinceBegin();
    this.workedOnSince ??= this.clock.monotonic();
    attempt.way = run.way;
    attempt.sessionKey = run.sessionKey;
    if (run.gateway !== undefined) attempt.gateway = run.gateway;
    if (run.responseId !== undefined) attempt.responseId = run.responseId;
  }

  /** What was read is counted as well when nothing came of it: the model was given it. */
  private noteEstimate({ messages }: AgentRequest, said: string): void {
    if (this.plan.agent.name === 'local') return;
    const estimate = { promptTokens: promptTokens(messages), completionTokens: tokensIn(said) };
    this.attempt.estimated = sum(this.attempt.estimated ?? null, estimate) ?? estimate;
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

/** What one run says; its first words wait until they cannot be a preamble any more. */
class Heard {
  text = '';
  private passed = 0;

  /** @param preamble code units that wait */
  constructor(
    private readonly preamble: number,
    private readonly listener: AttemptListener,
  ) {}

  add(text: string): void {
    this.text += text;
    if (this.text.length > this.preamble) this.pass();
  }

  /** Nothing of it waits any longer. */
  pass(): void {
    const next = this.text.slice(this.passed);
    this.passed = this.text.length;
    if (next !== '') this.listener.onContent(next);
  }
}

/** Who refuses before the first word has not let a model read; who is only slow, or was stopped, may have. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && REFUSALS.has(error.code);
}

function requestOf(
  { profile, model, local, replay }: AttemptPlan,
  { userId }: ToolCaller,
  { offers, agentTools }: ToolSplit,
  messages: readonly ChatMessage[],
  run: Pick<AgentRequest, 'runId' | 'continues'>,
): AgentRequest {
  return {
    ...run,
    ...(replay !== undefined && { background: true }),
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
