import type { AgentClient } from '../agent/agent-client.js';
import { digest } from '../common/digest.js';
import type { AskStart } from './ask.js';

/**
 * Names the question of an ask whose answer may be given to others who ask the same: equal for two asks when
 * nothing differs that an answer depends on, down to the configuration. Undefined for an ask whose answer is
 * for one user alone: it goes on in a conversation, speaks of the user's situation, or may use tools, which
 * act for the caller.
 */
export function questionKey(
  { command, snapshot, decision }: AskStart,
  agent: AgentClient,
): string | undefined {
  const { intent, input, context } = command;
  const { profile } = decision;
  if (profile.cacheTtlS === 0 || profile.tools.length > 0) return undefined;
  if (intent.handler.continues(input)) return undefined;
  const { locale = null, ...situation } = context ?? {};
  if (Object.keys(situation).length > 0) return undefined;
  return digest({
    agent: agent.name,
    configuration: snapshot.digest,
    environment: snapshot.environment.name,
    profile: profile.digest,
    intent: intent.name,
    input,
    locale,
  });
}
