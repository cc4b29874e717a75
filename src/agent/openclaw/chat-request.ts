import type { AgentRequest } from '../agent-client.js';
import { agentIdFor } from './agent-id.js';

/** One call of the gateway's `/v1/chat/completions`. */
export interface ChatCall {
  readonly agentId: string;
  readonly sessionKey: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What OpenClaw has to be told. The session key is fresh for every run, so no two asks share a
 * conversation, and it begins with the agent, because OpenClaw lets it overrule `model`. There is no
 * `user`: OpenClaw would write it into the prompt. Always streaming, because only that way an abort, a
 * deadline and a first word are possible, and provider errors are told apart.
 */
export function chatCall(request: AgentRequest): ChatCall {
  const agentId = agentIdFor(request.model.agent, request.tools);
  const sessionKey = `agent:${agentId}:miniask:${request.runId}`;
  return {
    agentId,
    sessionKey,
    headers: {
      'x-openclaw-session-key': sessionKey,
      ...(request.model.model !== undefined && { 'x-openclaw-model': request.model.model }),
    },
    body: JSON.stringify({
      model: `openclaw/${agentId}`,
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: request.maxTokens,
      ...(request.temperature !== undefined && { temperature: request.temperature }),
      ...(request.topP !== undefined && { top_p: request.topP }),
      messages: request.messages,
    }),
  };
}
