import { createHash } from 'node:crypto';
import { AppError } from '../common/errors/app-error.js';
import type { Profile, Route, Snapshot } from '../config/snapshot.js';
import type { RoutingStep } from '../trace/trace-record.js';
import { allowedProfiles, profileThatMayServe } from './profile-policy.js';
import { ProfileRegistry } from './profile-registry.js';

export interface RoutingQuestion {
  readonly intent: string;
  readonly userId: string;
  /** The client's feature flag: a hint, honoured only where the policy allows it. */
  readonly hint?: string | undefined;
}

export interface RoutingDecision {
  readonly profile: Profile;
  /** What was looked at, in order: the trace tells why. */
  readonly steps: readonly RoutingStep[];
}

/**
 * Which profile serves this user's intent.
 * @throws AppError `PROFILE_NOT_ALLOWED`, saying which profiles this environment allows for the intent.
 */
export function resolveProfile(snapshot: Snapshot, question: RoutingQuestion): RoutingDecision {
  const steps: RoutingStep[] = [];
  const name = choose(snapshot, question, steps);
  const profile = name === undefined ? undefined : profileThatMayServe(snapshot, question.intent, name);
  if (profile === undefined) throw notAllowed(snapshot, question);
  steps.push({ rule: 'policy', result: `${profile.name} is allowed in ${snapshot.environment.name}` });
  return { profile, steps };
}

function choose(snapshot: Snapshot, question: RoutingQuestion, steps: RoutingStep[]): string | undefined {
  const { intent, userId, hint } = question;
  if (hint !== undefined) {
    steps.push({ rule: 'hint', result: hint });
    return hint;
  }
  const found = new ProfileRegistry(snapshot).route(intent);
  if (found === undefined) {
    steps.push({ rule: 'shared-route', result: 'none' });
    return undefined;
  }
  const { route, own } = found;
  steps.push({ rule: own ? 'environment-route' : 'shared-route', result: route.profile });
  return throughCanary(route, userId, intent, steps);
}

function throughCanary(route: Route, userId: string, intent: string, steps: RoutingStep[]): string {
  if (route.canary === undefined) return route.profile;
  const { profile, percent } = route.canary;
  const chosen = bucket(`${intent}\n${profile}\n${userId}`) < percent;
  steps.push({ rule: 'canary', result: `${profile} at ${percent} %: ${chosen ? 'in' : 'out'}` });
  return chosen ? profile : route.profile;
}

/** A number from 0 to below 100 that is always the same for the same key, so that a user does not flip. */
function bucket(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE(0) / 2 ** 32) * 100;
}

function notAllowed(snapshot: Snapshot, { intent, hint }: RoutingQuestion): AppError {
  const environment = snapshot.environment.name;
  const allowed = allowedProfiles(snapshot, intent);
  const reason =
    hint === undefined
      ? `No profile that "${intent}" is routed to is allowed in ${environment}.`
      : `The requested profile may not serve "${intent}" in ${environment}.`;
  return new AppError('PROFILE_NOT_ALLOWED', {
    detail: `${reason} Allowed here: ${allowed.length > 0 ? allowed.join(', ') : 'none'}.`,
  });
}
