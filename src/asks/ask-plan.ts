import type { AgentClient } from '../agent/agent-client.js';
import type { ModelTarget, Profile, Snapshot } from '../config/snapshot.js';
import { profileThatMayServe } from '../profiles/profile-policy.js';
import type { RoutingStep } from '../trace/trace-record.js';

/** Somebody who may be asked, and why. */
export interface Candidate {
  readonly profile: Profile;
  readonly model: ModelTarget;
  readonly agent: AgentClient;
  /** How it came to be a candidate; absent for the routed profile itself. */
  readonly step?: RoutingStep;
}

export interface Agents {
  readonly chosen: AgentClient;
  readonly local: AgentClient;
}

/**
 * Who is asked, in order: the routed profile, then its fallbacks as far as this environment allows
 * them, then the local agent where the environment allows that.
 */
export function candidates(
  snapshot: Snapshot,
  intent: string,
  routed: Profile,
  agents: Agents,
): readonly [Candidate, ...Candidate[]] {
  const first: Candidate = { profile: routed, model: modelOf(snapshot, routed), agent: agents.chosen };
  return [
    first,
    ...fallbacks(snapshot, intent, routed, agents.chosen),
    ...localFallback(snapshot, first, agents),
  ];
}

function* fallbacks(
  snapshot: Snapshot,
  intent: string,
  routed: Profile,
  agent: AgentClient,
): Generator<Candidate> {
  let name = routed.fallback;
  while (name !== undefined) {
    const profile = snapshot.profiles.get(name);
    if (profile === undefined) break;
    if (profileThatMayServe(snapshot, intent, name) !== undefined) {
      const step: RoutingStep = { rule: 'fallback', result: name };
      yield { profile, model: modelOf(snapshot, profile), agent, step };
    }
    name = profile.fallback;
  }
}

function localFallback(snapshot: Snapshot, routed: Candidate, agents: Agents): Candidate[] {
  if (!snapshot.environment.allowLocalFallback || agents.chosen.name === 'local') return [];
  return [{ ...routed, agent: agents.local, step: { rule: 'local-fallback', result: 'local' } }];
}

function modelOf(snapshot: Snapshot, profile: Profile): ModelTarget {
  const model = snapshot.models.get(profile.model);
  // The configuration is refused when a profile names a model that it does not have.
  if (model === undefined) throw new Error(`profile ${profile.name} has no model ${profile.model}`);
  return model;
}
