import type { AgentRequest, Way } from '../../agent-client.js';
import type { Call } from './call.js';
import { chatCall } from './chat-way.js';
import { type Engine, pluginCall } from './plugin-way.js';

/** What of a run decides which ways can serve it. */
export type Wants = Pick<AgentRequest, 'tools' | 'offers' | 'topP'>;

/**
 * The best way to this gateway: the plugin's lean engine, or its agent engine where the agent's own tools
 * are wanted; the OpenAI-compatible endpoint where no engine can do it.
 */
export function chooseWay(engines: ReadonlySet<Engine>, wants: Wants): Exclude<Way, 'local'> {
  if (wants.tools.length > 0) return engines.has('agent') ? 'agent' : 'chat';
  if (engines.has('lean')) return 'lean';
  return engines.has('public') && isPlain(wants) ? 'public' : 'chat';
}

/** The documented call that `public` stands on knows neither tools nor `top_p`. */
function isPlain({ offers, topP }: Wants): boolean {
  return offers.length === 0 && topP === undefined;
}

export function callBy(way: Exclude<Way, 'local'>, request: AgentRequest): Call {
  return way === 'chat' ? chatCall(request) : pluginCall(request, way);
}
