import type { ToolCall } from '../request/complete-request.js';

export type FinishReason = 'stop' | 'length' | 'tool_calls';

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** How an answer ended. */
export interface Ending {
  readonly finishReason: FinishReason;
  readonly toolCalls: readonly ToolCall[];
  readonly usage: Usage;
}

/** Where an engine puts an answer while it comes. Each step resolves when the next one may follow. */
export interface Answer {
  /** The provider has begun to answer: from here on an error is no HTTP status any more when streaming. */
  begin(): Promise<void>;
  /** OpenClaw has set a tool of its own going: what it does cannot be taken back. Begins the answer too. */
  act(): Promise<void>;
  /** The next piece of the text. */
  text(delta: string): Promise<void>;
  /** The answer is whole. */
  end(ending: Ending): Promise<void>;
}
