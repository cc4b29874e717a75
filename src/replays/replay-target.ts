import { Injectable } from '@nestjs/common';
import { AgentClient } from '../agent/agent-client.js';
import { LiveConfig } from '../config/live-config.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';
import { inputInvalid } from '../http/validation.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import { ToolRegistry } from '../tools/tool-registry.js';
import { ConfigArchive } from '../trace/config-archive.js';
import type { TraceRecord } from '../trace/trace-record.js';
import { notReplayable } from './replay-question.js';

/** Who answers in a replay. */
export interface ReplayTarget {
  readonly profile: Profile;
  /** As the same configuration has it. */
  readonly model: ModelTarget;
  readonly configDigest: string;
  /** In words, for the trace. */
  readonly reason: string;
}

/** Finds who answers in a replay, as the profile was or as it is. */
@Injectable()
export class ReplayTargets {
  constructor(
    private readonly archive: ConfigArchive,
    private readonly config: LiveConfig,
    private readonly tools: ToolRegistry,
    private readonly agent: AgentClient,
  ) {}

  /** Whoever answered, as it was then. @throws AppError `NOT_REPLAYABLE`, `INTERNAL` */
  async asItWas({ configDigest, profile, profileDigest }: TraceRecord): Promise<ReplayTarget> {
    if (profile === null) throw notReplayable('The ask was refused before a profile was chosen: name one.');
    const target = await this.archived(configDigest, profile);
    if (target === undefined || target.profile.digest !== profileDigest)
      throw notReplayable('The configuration of that time is not kept (any more): name a profile of today.');
    return target;
  }

  /**
   * A profile as it is now, whether this environment allows it or not.
   * @throws AppError `INPUT_INVALID` when there is none of this name for the intent; `NOT_REPLAYABLE`
   */
  asItIs(intent: string, name: string): ReplayTarget {
    const { current } = this.config;
    const registry = new ProfileRegistry(current);
    const profile = registry.find(name);
    const model = profile && current.models.get(profile.model);
    if (profile === undefined || model === undefined || !registry.belongsTo(name, intent)) {
      const message = `must be a profile that there is now, for the intent "${intent}"`;
      throw inputInvalid([{ pointer: '/profile', message }]);
    }
    return this.withoutEffect({
      profile,
      model,
      configDigest: current.digest,
      reason: `${name} as it is now`,
    });
  }

  /** A profile of a configuration that was in force once; undefined when it is not kept. @throws AppError `NOT_REPLAYABLE`, `INTERNAL` */
  async archived(configDigest: string, name: string): Promise<ReplayTarget | undefined> {
    const config = await this.archive.findConfig(configDigest);
    const profile = config?.profiles.get(name);
    const model = profile && config?.models.get(profile.model);
    if (profile === undefined || model === undefined) return undefined;
    return this.withoutEffect({ profile, model, configDigest, reason: `${name} as it was then` });
  }

  /** What an agent's own tools do happens at the gateway, where nobody can answer in their place. */
  private withoutEffect(target: ReplayTarget): ReplayTarget {
    if (this.agent.name === 'local') return target;
    const { agentTools } = this.tools.split(target.profile.tools);
    if (agentTools.length === 0) return target;
    const { name } = target.profile;
    throw notReplayable(
      `The agent of ${name} has tools of its own, which may have effects: ${agentTools.join(', ')}.`,
    );
  }
}
