import type { JsonObject } from '../common/json.js';

export const ENGINE_NAMES = ['lean', 'public', 'agent'] as const;

/** How a request is answered: see the README for what each engine calls. */
export type EngineName = (typeof ENGINE_NAMES)[number];

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** A JSON object as text, as OpenAI has it; in an answer whatever the model wrote, where that is none. */
  readonly arguments: string;
}

export interface SystemMessage {
  readonly role: 'system';
  readonly content: string;
}

export interface UserMessage {
  readonly role: 'user';
  readonly content: string;
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
}

export interface ToolMessage {
  readonly role: 'tool';
  readonly content: string;
  readonly toolCallId: string;
}

export type Turn = UserMessage | AssistantMessage | ToolMessage;
export type ChatMessage = SystemMessage | Turn;

/** A tool that the caller runs. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly parameters: JsonObject;
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

export interface Sampling {
  readonly maxTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  /** As the caller wrote it: `json_object` or `json_schema`. */
  readonly responseFormat?: JsonObject | undefined;
}

/** A request that was checked. */
export interface CompleteRequest {
  readonly engine: EngineName;
  readonly agent: string;
  /** An alias or `provider/model`; absent, the agent's own. */
  readonly model: string | undefined;
  /** The system messages joined by a blank line; empty when there are none. */
  readonly system: string;
  /** At least one. */
  readonly turns: readonly Turn[];
  readonly stream: boolean;
  readonly sampling: Sampling;
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | undefined;
  /** Milliseconds. */
  readonly timeoutMs: number | undefined;
}
