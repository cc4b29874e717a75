import type { AgentRequest } from '../../agent-client.js';
import { agentIdFor } from './agent-id.js';
import { type Call, sessionKeyOf, wireMessages, wireOptions } from './call.js';

/** The engines of the plugin (`openclaw-plugin/README.md`), by the way that uses them. */
export type Engine = 'lean' | 'public' | 'agent';

export const VERSION_PATH = '/miniask/v1/version';

/** The way through our plugin in the gateway: the messages exactly as they are, and real errors. */
export function pluginCall(request: AgentRequest, engine: Engine): Call {
  const agentId = agentIdFor(request.model.agent, request.tools);
  return {
    way: engine,
    agentId,
    sessionKey: sessionKeyOf(agentId, request.runId),
    path: '/miniask/v1/complete',
    headers: {},
    body: JSON.stringify({
      engine,
      agent: agentId,
      ...(request.model.model !== undefined && { model: request.model.model }),
      stream: true,
      max_tokens: request.maxTokens,
      ...wireOptions(request),
      messages: wireMessages(request.messages),
    }),
    actsUnseen: false,
  };
}
