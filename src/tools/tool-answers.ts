import type { ToolCall } from '../agent/agent-client.js';
import type { ToolCallDraft } from '../trace/trace-draft.js';
import type { ToolCaller } from './tool-handler.js';

/** For whom a tool runs, and which tools the model was offered. */
export interface ToolGrant {
  readonly allowed: readonly string[];
  readonly caller: ToolCaller;
}

/** Who answers the calls of a model. */
export interface ToolAnswers {
  /**
   * What the model gets to read, which is bounded. What came of the call is written into `record`.
   * @throws the signal's reason, and nothing else
   */
  run(call: ToolCall, record: ToolCallDraft, grant: ToolGrant, signal: AbortSignal): Promise<string>;
}
