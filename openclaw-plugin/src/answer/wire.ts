import type { ToolCall } from '../request/complete-request.js';
import type { Usage } from './answer.js';

/** What every chunk of an answer, and the whole of it, have in common. */
export interface AnswerHead {
  /** The run id. */
  readonly id: string;
  /** Seconds since the Unix epoch. */
  readonly created: number;
  /** `provider/model`. */
  readonly model: string;
}

export function wireUsage({ promptTokens, completionTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

export function wireToolCall({ id, name, arguments: text }: ToolCall): object {
  return { id, type: 'function', function: { name, arguments: text } };
}
