import type { ChatBody } from './chat-body.js';
import { INTERNAL, type WireRefusal, invalid } from './refusals.js';

export interface RoutingRules {
  readonly agents: readonly string[];
  /** The models that `x-openclaw-model` may name; absent means any, as when `agents.defaults.models` is. */
  readonly models: readonly string[] | undefined;
}

export interface RoutingHeaders {
  readonly sessionKey: string | undefined;
  readonly agentId: string | undefined;
  readonly model: string | undefined;
}

/**
 * Which agent runs, or why none does: the session key beats the header, the header beats `model`. What
 * a session key gets wrong comes up so late that it is an error of the gateway's own.
 */
export function routeTo(
  { agents, models }: RoutingRules,
  { sessionKey = '', agentId, model }: RoutingHeaders,
  body: ChatBody,
): { readonly agent: string } | WireRefusal {
  if (/^(cron|subagent|acp):/.test(sessionKey)) {
    return invalid('`x-openclaw-session-key` uses a reserved namespace.');
  }
  const named = agentId ?? agentOfModel(body.model);
  if (named === null) return invalid('Invalid `model`. Use `openclaw` or `openclaw/<agentId>`.');
  const agent = named ?? agentOfSession(sessionKey) ?? onlyOne(agents);
  if (agent === undefined) return invalid('Multiple agents are configured, but none was selected.');
  if (named !== undefined && !agents.includes(named)) return invalid(`Unknown agent '${named}'.`);
  if (!allows(models, model)) return invalid(`Model '${model}' is not allowed for agent '${agent}'.`);
  return sessionKey === '' ? { agent } : ownerOf(sessionKey, agents);
}

function ownerOf(sessionKey: string, agents: readonly string[]): { readonly agent: string } | WireRefusal {
  const agent = agentOfSession(sessionKey) ?? onlyOne(agents);
  if (agent === undefined) return INTERNAL;
  if (agents.includes(agent)) return { agent };
  return { ...INTERNAL, message: `Agent ${agent} is not present in the configured roster.` };
}

function allows(models: readonly string[] | undefined, model: string | undefined): boolean {
  return models === undefined || model === undefined || models.includes(model);
}

/** @returns undefined when `model` leaves the choice open, null when it is not an agent's name at all. */
function agentOfModel(model: string | undefined): string | undefined | null {
  if (model === undefined || model === 'openclaw' || model === 'openclaw/default') return undefined;
  return /^(?:openclaw[/:]|agent:)(.+)$/.exec(model)?.[1] ?? null;
}

function agentOfSession(sessionKey: string): string | undefined {
  return /^agent:([^:]+):/.exec(sessionKey)?.[1];
}

function onlyOne(agents: readonly string[]): string | undefined {
  return agents.length === 1 ? agents[0] : undefined;
}
