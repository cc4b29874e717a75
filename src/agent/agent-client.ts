import type { ModelTarget } from '../config/snapshot.js';
import type { LocalTask } from './local-task.js';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** One attempt to get an answer. Carries no personal data beyond the text that the model must read. */
export interface AgentRequest {
  /** Unique per attempt; the agent's session is named after it. */
  readonly runId: string;
  readonly model: ModelTarget;
  readonly tools: readonly string[];
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  /** The same work as the messages ask for, in the form that the local agent can do. */
  readonly local: LocalTask;
}

export type AgentEvent =
  /** The agent's own names for this run, as soon as they are known; for the trace. */
  | { readonly type: 'run'; readonly sessionKey: string; readonly responseId?: string }
  | { readonly type: 'content'; readonly text: string }
  /** Always the last event of a run that succeeded. */
  | { readonly type: 'end'; readonly finishReason: 'stop' | 'length'; readonly usage: Usage | null };

/**
 * Where answers come from. One contract suite (`test/contract/agent-client.contract.ts`) runs over
 * every adapter.
 */
export abstract class AgentClient {
  /** Named in every trace; `local` also stands as `model` in the answers it gives. */
  abstract readonly name: 'openclaw' | 'local';

  /**
   * Runs the agent once: no retry, no fallback, no deadline; those are the caller's. Aborting `signal`
   * stops the run at the source and makes the iterator throw the signal's reason.
   * @throws AppError `AGENT_ERROR`, `AGENT_TIMEOUT`, `AGENT_OVERLOADED` or `AGENT_UNAVAILABLE`, also in
   * the middle of an answer; a stream that ends without its `end` event never passes for success.
   */
  abstract run(request: AgentRequest, signal: AbortSignal): AsyncIterable<AgentEvent>;

  /** Resolves when a run would find somebody to do it. @throws AppError `AGENT_UNAVAILABLE` */
  abstract check(signal: AbortSignal): Promise<void>;

  /** Lets go of sockets; called once, after the last run. */
  abstract close(): Promise<void>;
}
