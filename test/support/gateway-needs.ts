import { agentIdFor } from '../../src/agent/openclaw/ways/agent-id.js';
import type { GatewayNeeds } from '../../src/openclaw-setup/needs.js';

/**
 * The needs of profiles that use these agents, each with these tools.
 * @param models every `provider/model` that models.yaml names for the first agent
 */
export function gatewayNeeds(
  agents: Readonly<Record<string, readonly string[]>>,
  models: readonly string[] = [],
): GatewayNeeds {
  const all = Object.entries(agents).map(([base, tools]) => ({ id: agentIdFor(base, tools), base, tools }));
  return { agents: all, targets: [], models, longestRunMs: 40_000, unservable: [] };
}
