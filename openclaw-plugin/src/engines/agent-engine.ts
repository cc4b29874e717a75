import { randomUUID } from 'node:crypto';
import type { Answer } from '../answer/answer.js';
import type { Clock } from '../common/clock.js';
import { stringAt } from '../common/json.js';
import { PluginError, invalid } from '../errors/plugin-error.js';
import { splitModel } from '../host/configuration.js';
import { hasFunctions } from '../host/host-api.js';
import type { AgentSdk } from '../host/sdk-parts.js';
import type { CompleteRequest, Turn } from '../request/complete-request.js';
import { agentFailure, agentResult } from './agent-result.js';
import { AgentText } from './agent-text.js';
import type { Engine, Run } from './engine.js';
import { hostMessages } from './host-messages.js';
import type { PromptReplacements, Replacement } from './prompt-replacements.js';

/** Asked after the results of tools, as OpenClaw begins every run with a turn of the user. */
export const AFTER_TOOLS_PROMPT = 'Go on with the results of the tools.';

/** OpenClaw's timer shall not be the first to ring. Milliseconds. */
const GRACE_MS = 5000;

/** The phase of a run in which the prompt is final and the provider not yet called. */
const PROMPT_IS_FINAL: ReadonlySet<unknown> = new Set(['context_assembled', 'model_call_started']);

const TOOL_STARTS = 'tool_execution_started';

/**
 * OpenClaw's full agent, with its own tools and those of the caller, in a session that lives in memory
 * only. The caller's system prompt stands in place of OpenClaw's; where that did not happen, the run is
 * ended before the provider is called and nothing of it is told.
 */
export class AgentEngine implements Engine {
  constructor(
    private readonly sdk: AgentSdk,
    private readonly replacements: PromptReplacements,
    private readonly clock: Clock,
  ) {}

  check({ system, turns, toolChoice }: CompleteRequest): void {
    if (system.trim() === '') throw invalid('messages', 'needs a system message for the engine agent');
    if (turns.at(-1)?.role === 'assistant') {
      throw invalid('messages', 'must end with a user or tool message for the engine agent');
    }
    if (toolChoice !== undefined && toolChoice !== 'auto' && toolChoice !== 'none') {
      throw invalid('tool_choice', 'can only be auto or none with the engine agent');
    }
  }

  async run(run: Run, answer: Answer): Promise<void> {
    const replacement = this.replacements.expect(run.id, run.request.system);
    try {
      await new AgentRun(this.sdk, this.clock, run, replacement, answer).finish();
    } finally {
      this.replacements.forget(run.id);
    }
  }
}

class AgentRun {
  private readonly text = new AgentText();
  private readonly stop = new AbortController();
  /** Pieces are written one after the other. */
  private written: Promise<void> = Promise.resolve();
  private told = false;

  constructor(
    private readonly sdk: AgentSdk,
    private readonly clock: Clock,
    private readonly run: Run,
    private readonly replacement: Replacement,
    private readonly answer: Answer,
  ) {}

  async finish(): Promise<void> {
    const result = await this.sdk.runEmbeddedAgent(this.parameters()).catch((error: unknown) => {
      throw this.stop.signal.aborted ? this.stop.signal.reason : agentFailure(error);
    });
    this.stop.signal.throwIfAborted();
    this.run.signal.throwIfAborted();
    if (!this.replaced) throw notReplaced();
    const { text, ending } = agentResult(result);
    await this.written;
    if (!this.told) await this.answer.text(text);
    await this.answer.end(ending);
  }

  /** `RunEmbeddedAgentParams`, declared in the OpenClaw package. */
  private parameters(): object {
    const { id, request, config, model, timeoutMs, signal } = this.run;
    const { agent } = request;
    const { provider, id: modelId } = splitModel(model);
    const workspaceDir = this.sdk.resolveAgentWorkspaceDir(config, agent);
    const { history, prompt } = conversationOf(request.turns);
    return {
      runId: id,
      agentId: agent,
      sessionId: randomUUID(),
      sessionKey: `agent:${agent}:miniask:${id}`,
      sessionManager: this.session(workspaceDir, history),
      sessionPersistence: 'detached',
      disableTrajectory: true,
      trigger: 'manual',
      workspaceDir,
      agentDir: this.sdk.resolveAgentDir(config, agent),
      config,
      provider,
      model: modelId,
      modelFallbacksOverride: [],
      // Else one 429 would close the agent to everybody for minutes.
      authProfileFailurePolicy: 'local',
      prompt,
      timeoutMs: timeoutMs + GRACE_MS,
      abortSignal: AbortSignal.any([signal, this.stop.signal]),
      streamParams: streamParamsOf(request),
      ...clientTools(request),
      // Also called for the message that stands for an error, so it says nothing about the provider.
      onAssistantMessageStart: () => this.text.restart(),
      onPartialReply: (payload: unknown) => this.piece(payload),
      onExecutionPhase: (info: unknown) => this.phase(info),
    };
  }

  private session(workspaceDir: string, history: readonly Turn[]): unknown {
    const manager = this.sdk.SessionManager.inMemory(workspaceDir);
    if (!canAppend(manager)) throw new PluginError('internal_error', 'OpenClaw made no session.');
    const { provider, id } = splitModel(this.run.model);
    const api = stringAt(this.run.config, 'models', 'providers', provider, 'api') ?? 'openai-completions';
    for (const message of hostMessages(history, { api, provider, id }, this.clock.now())) {
      manager.appendMessage(message);
    }
    return manager;
  }

  private get replaced(): boolean {
    return this.replacement.offered && !this.replacement.contradicted;
  }

  private phase(info: unknown): void {
    const phase = stringAt(info, 'phase');
    if (PROMPT_IS_FINAL.has(phase) && !this.replaced) this.stop.abort(notReplaced());
    if (phase === TOOL_STARTS && this.replaced) this.toolStarts(stringAt(info, 'tool') ?? '');
  }

  /** The provider has answered, and a tool may take its time. One of the caller's is only handed over. */
  private toolStarts(name: string): void {
    // OpenClaw tells its own spelling of a name.
    const isCallers = this.run.request.tools.some((tool) => tool.name.toLowerCase() === name.toLowerCase());
    this.write(() => (isCallers ? this.answer.begin() : this.answer.act()));
  }

  private write(step: () => Promise<void>): void {
    this.written = this.written.then(step);
  }

  private piece(payload: unknown): void {
    if (this.stop.signal.aborted) return;
    if (!this.replaced) {
      this.stop.abort(notReplaced());
      return;
    }
    try {
      const delta = this.text.next(stringAt(payload, 'text') ?? '');
      if (delta === '') return;
      this.told = true;
      this.write(() => this.answer.text(delta));
    } catch (error) {
      this.stop.abort(error);
    }
  }
}

function notReplaced(): PluginError {
  return new PluginError(
    'prompt_not_replaced',
    'OpenClaw kept its own system prompt, so its answer is not told. Are both hooks of the plugin allowed?',
  );
}

function conversationOf(turns: readonly Turn[]): {
  readonly history: readonly Turn[];
  readonly prompt: string;
} {
  const last = turns.at(-1);
  return last?.role === 'user'
    ? { history: turns.slice(0, -1), prompt: last.content }
    : { history: turns, prompt: AFTER_TOOLS_PROMPT };
}

/** `AgentStreamParams`. */
function streamParamsOf({ sampling }: CompleteRequest): object {
  const { maxTokens, temperature, topP, stop, seed, responseFormat } = sampling;
  const params = { maxTokens, temperature, topP, stop, seed, responseFormat };
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}

/** `ClientToolDefinition`s: a call of one ends the run with `pendingToolCalls`. */
function clientTools({ tools, toolChoice }: CompleteRequest): object {
  if (tools.length === 0 || toolChoice === 'none') return {};
  return { clientTools: tools.map((tool) => ({ type: 'function', function: tool })) };
}

function canAppend(manager: unknown): manager is { appendMessage(message: object): unknown } {
  return hasFunctions(manager, 'appendMessage');
}
