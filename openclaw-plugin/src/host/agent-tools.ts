import { isObject, stringAt } from '../common/json.js';
import { Configuration, splitModel } from './configuration.js';
import type { AgentSdk, Part, ToolsSdk } from './sdk-parts.js';

/**
 * The names of the OpenClaw tools that the policy leaves to each agent. They cost about 10 ms an agent
 * (measured), so the same configuration object is asked once. Tools of MCP servers are not among them.
 */
export class AgentTools {
  private readonly known = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

  constructor(
    private readonly tools: Part<ToolsSdk>,
    private readonly agents: Part<AgentSdk>,
  ) {}

  /** By agent id; an agent is absent where OpenClaw does not tell. */
  of(config: unknown): ReadonlyMap<string, readonly string[]> {
    if (!isObject(config)) return new Map();
    const found = this.known.get(config) ?? this.find(config);
    this.known.set(config, found);
    return found;
  }

  private find(config: unknown): ReadonlyMap<string, readonly string[]> {
    const all = Configuration.of(config);
    const found = new Map<string, readonly string[]>();
    for (const agent of all.agents) {
      const names = this.namesOf(config, agent, all);
      if (names !== undefined) found.set(agent, names);
    }
    return found;
  }

  private namesOf(config: unknown, agentId: string, all: Configuration): readonly string[] | undefined {
    if (!this.tools.available || !this.agents.available) return undefined;
    try {
      const { provider, id } = splitModel(all.modelFor(agentId, undefined));
      const tools = this.tools.sdk.createOpenClawCodingTools({
        config,
        agentId,
        sessionKey: `agent:${agentId}:miniask:tools`,
        workspaceDir: this.agents.sdk.resolveAgentWorkspaceDir(config, agentId),
        agentDir: this.agents.sdk.resolveAgentDir(config, agentId),
        modelProvider: provider,
        modelId: id,
      });
      if (!Array.isArray(tools)) return undefined;
      return tools.flatMap((tool) => stringAt(tool, 'name') ?? []);
    } catch {
      return undefined;
    }
  }
}
