import type { ModelTarget } from '../config/snapshot.js';
import type { LocalTask } from './local-task.js';

/** A tool of ours that the model may ask us to run. */
export interface ToolOffer {
  readonly name: string;
  /** What the model chooses it by. */
  readonly description: string;
  /** JSON Schema of the arguments: an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The model's wish that we run one of the tools we offered. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it: whoever runs the tool must check it. */
  readonly arguments: string;
}

export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  /** What came of a call of the assistant message before. */
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string };

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** One attempt to get an answer. Carries no personal data beyond the text that the model must read. */
export interface AgentRequest {
  /** Unique per attempt; the agent's session is named after it. */
  readonly runId: string;
  /** Runs of the same lane take turns with those of others where they have to wait. Never leaves the process. */
  readonly lane: string;
  /** It goes on with work that has begun, such as tools that have run: it is served before others, and never sent away. */
  readonly continues?: boolean;
  /**
   * No user waits for it: it begins only where nobody else wants the place, however long that takes, and what becomes of
   * it says nothing of how users are served.
   */
  readonly background?: boolean;
  readonly model: ModelTarget;
  /** Names of the agent's own tools, which it runs by itself. */
  readonly tools: readonly string[];
  /** Tools of ours: a run that wants one ends with `toolCalls`, and goes on as another run. */
  readonly offers: readonly ToolOffer[];
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  /** The same work as the messages ask for, in the form that the local agent can do. */
  readonly local: LocalTask;
}

/** How a run reached its model: the ways of `docs/openclaw.md`, or the local agent. */
export type Way = 'lean' | 'public' | 'agent' | 'chat' | 'local';

export type AgentEvent =
  /**
   * Somebody works on it now: after this comes the model's time, before it only waiting. Comes again
   * when the response gets its id, and when another gateway takes over.
   */
  | {
      readonly type: 'run';
      readonly way: Way;
      /** Which of several gateways; absent for the local agent. */
      readonly gateway?: string;
      /** The agent's own name of this run; for the trace. */
      readonly sessionKey: string;
      readonly responseId?: string;
    }
  | { readonly type: 'content'; readonly text: string }
  /**
   * The agent has set a tool of its own going, or may have done so unseen: this must not be tried again,
   * whatever becomes of it. May come more than once.
   */
  | { readonly type: 'tool' }
  /** Always the last event of a run that succeeded. */
  | {
      readonly type: 'end';
      readonly finishReason: 'stop' | 'length' | 'tool_calls';
      /** Not empty exactly when `finishReason` is `tool_calls`. */
      readonly toolCalls: readonly ToolCall[];
      readonly usage: Usage | null;
    };

/** What operators and probes may know of one gateway; holds no address and no token. */
export interface GatewayStatus {
  readonly name: string;
  readonly state: 'unknown' | 'ready' | 'draining' | 'unreachable' | 'refused';
  /** Ways that can be used now, the preferred ones first. */
  readonly ways: readonly Way[];
  /** Versions as the gateway's plugin tells them; absent without the plugin. */
  readonly plugin?: { readonly version: string; readonly openclaw: string };
  readonly running: number;
  /** Models whose circuit is open: they failed so often that they are left alone for a while. */
  readonly broken: readonly string[];
}

export interface AgentStatus {
  readonly gateways: readonly GatewayStatus[];
  /** Runs that wait for a free place, without those in the background. */
  readonly waiting: number;
}

/**
 * Where answers come from. One contract suite (`test/contract/agent-client.contract.ts`) runs over
 * every adapter.
 */
export abstract class AgentClient {
  /** Named in every trace; `local` also stands as `model` in the answers it gives. */
  abstract readonly name: 'openclaw' | 'local';

  /**
   * Runs the agent once: no retry of what a model refused, no fallback, no deadline; those are the
   * caller's. Aborting `signal` stops the run at the source and makes the iterator throw the signal's
   * reason.
   * @throws AppError `AGENT_ERROR`, `AGENT_TIMEOUT`, `AGENT_OVERLOADED` or `AGENT_UNAVAILABLE`, also in
   * the middle of an answer; a stream that ends without its `end` event never passes for success.
   */
  abstract run(request: AgentRequest, signal: AbortSignal): AsyncIterable<AgentEvent>;

  /** Resolves when a run would find somebody to do it. @throws AppError `AGENT_UNAVAILABLE` */
  abstract check(signal: AbortSignal): Promise<void>;

  /** What serves now, and how. */
  abstract status(): AgentStatus;

  /** Lets go of sockets and timers; called once, after the last run. */
  abstract close(): Promise<void>;
}
