import type { AgentRequest } from '../../agent-client.js';
import { agentIdFor } from './agent-id.js';
import { type Call, sessionKeyOf, wireMessages, wireOptions } from './call.js';

/**
 * The way that every gateway has: its OpenAI-compatible endpoint. OpenClaw lets the session key overrule
 * `model`, so both name the agent. There is no `user`: OpenClaw would write it into the prompt. Always
 * streaming, because only that way an abort, a deadline and a first word are possible, and provider
 * errors are told apart.
 */
export function chatCall(request: AgentRequest): Call {
  const agentId = agentIdFor(request.model.agent, request.tools);
  const sessionKey = sessionKeyOf(agentId, request.runId);
  return {
    way: 'chat',
    agentId,
    sessionKey,
    path: '/v1/chat/completions',
    headers: {
      'x-openclaw-session-key': sessionKey,
      ...(request.model.model !== undefined && { 'x-openclaw-model': request.model.model }),
    },
    body: JSON.stringify({
      model: `openclaw/${agentId}`,
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: request.maxTokens,
      ...wireOptions(request),
      messages: wireMessages(request.messages),
    }),
    actsUnseen: request.tools.length > 0,
  };
}
