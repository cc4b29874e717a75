import { agentIdFor } from '../agent/openclaw/ways/agent-id.js';
import { AGENT_ID } from '../config/files/models-file.js';
import type { ModelTarget, Profile, Snapshot } from '../config/snapshot.js';

/** An agent that the gateway must have, with exactly these OpenClaw tools. */
export interface AgentNeed {
  readonly id: string;
  /** The agent of `models.yaml` that it stands in for; the same as `id` without tools. */
  readonly base: string;
  /** Sorted. */
  readonly tools: readonly string[];
}

/** What asks are sent to: an agent, possibly with another model than its own. */
export interface Target {
  readonly agent: AgentNeed;
  readonly model: ModelTarget;
}

/** What profiles and models ask of a gateway. */
export interface GatewayNeeds {
  readonly agents: readonly AgentNeed[];
  /** One for each agent and model. */
  readonly targets: readonly Target[];
  /** Every `provider/model` that is named in the place of an agent's own. */
  readonly models: readonly string[];
  /** Milliseconds of the longest attempt. */
  readonly longestRunMs: number;
  /** Profiles that no agent of OpenClaw can serve, and why; for people. */
  readonly unservable: readonly string[];
}

/**
 * What the profiles that may serve somewhere need of a gateway.
 * @param snapshots of the environments that the gateway serves
 * @param ownTools names of tools that run in this process, which are none of OpenClaw's business
 */
export function needsOf(snapshots: readonly Snapshot[], ownTools: readonly string[] = []): GatewayNeeds {
  const targets = new Map<string, Target>();
  const unservable = new Set<string>();
  for (const { profile, model } of snapshots.flatMap(allowedProfiles)) {
    const agent = agentOf(profile, model, ownTools);
    const trouble = troubleWith(agent, profile);
    if (trouble === undefined) targets.set(`${agent.id} ${model.model ?? ''}`, { agent, model });
    else unservable.add(trouble);
  }
  const all = [...targets.values()];
  return {
    agents: [...new Map(all.map(({ agent }) => [agent.id, agent])).values()],
    targets: all,
    models: [...new Set(all.flatMap(({ model }) => model.model ?? []))],
    longestRunMs: Math.max(0, ...all.map(({ model }) => model.totalMs)),
    unservable: [...unservable],
  };
}

function allowedProfiles({ environment, profiles, models }: Snapshot) {
  return environment.allowedProfiles.flatMap((name) => {
    const profile = profiles.get(name);
    const model = profile && models.get(profile.model);
    return profile === undefined || model === undefined ? [] : [{ profile, model }];
  });
}

function agentOf(profile: Profile, model: ModelTarget, ownTools: readonly string[]): AgentNeed {
  const tools = profile.tools.filter((tool) => !ownTools.includes(tool));
  return { id: agentIdFor(model.agent, tools), base: model.agent, tools };
}

function troubleWith({ id }: AgentNeed, { name }: Profile): string | undefined {
  if (AGENT_ID.test(id)) return undefined;
  return `profile ${name} needs the agent "${id}", which is no id that OpenClaw takes (letters, digits, "_" and "-", at most 64): give it fewer tools, or tools with plainer names`;
}
