import type { AskContext } from '../common/ask-context.js';
import { AppError } from '../common/errors/app-error.js';
import type { Profile, Route, Snapshot } from '../config/snapshot.js';
import { failedSwitches, profileChoiceOf, switchedOffBy } from '../flags/effects.js';
import type { FlagEvaluation, RoutingStep } from '../trace/trace-record.js';
import { allowedProfiles, profileThatMayServe } from './profile-policy.js';
import { type FoundRoute, ProfileRegistry } from './profile-registry.js';
import { unmetBy } from './targets.js';
import { draws } from './variants.js';

export interface RoutingQuestion {
  readonly intent: string;
  readonly userId: string;
  /** The client's feature flag: a hint, honoured only where the policy allows it. */
  readonly hint?: string | undefined;
  readonly context?: AskContext | null | undefined;
  /** What flags come to for this user and intent; none when absent. */
  readonly flags?: readonly FlagEvaluation[] | undefined;
}

export interface RoutingDecision {
  readonly profile: Profile;
  /** What was looked at, in order: the trace tells why. */
  readonly steps: readonly RoutingStep[];
}

/** A decision, or the way to none. */
export interface Routing {
  /** Undefined when nobody may serve. */
  readonly profile: Profile | undefined;
  readonly steps: readonly RoutingStep[];
  /** Why nobody may. */
  readonly refused?: 'INTENT_DISABLED' | 'PROFILE_NOT_ALLOWED';
}

/** Which profile serves this user's intent, and every rule that was looked at, also where nobody may serve. */
export function routingOf(snapshot: Snapshot, question: RoutingQuestion): Routing {
  const steps: RoutingStep[] = [];
  if (isSwitchedOff(snapshot, question, steps))
    return { profile: undefined, steps, refused: 'INTENT_DISABLED' };
  for (const name of choices(snapshot, question, steps)) {
    const profile = profileThatMayServe(snapshot, question.intent, name);
    steps.push(policyStep(snapshot, question.intent, name));
    if (profile !== undefined) return { profile, steps };
  }
  return { profile: undefined, steps, refused: 'PROFILE_NOT_ALLOWED' };
}

/**
 * @throws AppError `INTENT_DISABLED`; `PROFILE_NOT_ALLOWED`, saying which profiles this environment allows for the intent,
 * or that a flag decides
 */
export function decisionOf(
  snapshot: Snapshot,
  question: RoutingQuestion,
  { profile, steps, refused }: Routing,
): RoutingDecision {
  if (refused === 'INTENT_DISABLED') throw switchedOff(question);
  if (profile !== undefined) return { profile, steps };
  throw isOverruled(question, steps) ? overruled() : notAllowed(snapshot, question);
}

/**
 * Who is to serve, the next only where the policy refuses the one before: a user whom a target or a variant would give
 * what is not allowed here goes on as if it were not there. A hint that is refused is not made up for; where a flag
 * decides, one that wants something else is.
 */
function* choices(snapshot: Snapshot, question: RoutingQuestion, steps: RoutingStep[]): Generator<string> {
  const { intent, hint } = question;
  const registry = new ProfileRegistry(snapshot);
  if (hint !== undefined) {
    steps.push({ rule: 'hint', result: hint, ...(registry.find(hint) && { profile: hint }) });
    const decided = flagged(snapshot, question, steps);
    if (decided === undefined || decided === hint) yield hint;
    return;
  }
  const decided = flagged(snapshot, question, steps);
  if (decided !== undefined) yield decided;
  const found = registry.route(intent);
  if (found === undefined) {
    steps.push({ rule: 'shared-route', result: 'none', matched: false });
    return;
  }
  const { route } = found;
  const { profile } = route;
  steps.push(routeStep(found));
  yield* targeted(route, question, steps);
  yield* drawn(route, question, steps);
  yield profile;
}

function isSwitchedOff(
  snapshot: Snapshot,
  { intent, flags = [] }: RoutingQuestion,
  steps: RoutingStep[],
): boolean {
  const key = switchedOffBy(snapshot, flags, intent);
  if (key === undefined) {
    steps.push(...failedSwitches(snapshot, flags, intent).map(failedStep));
    return false;
  }
  steps.push({ rule: 'flag', result: `${key}: ${intent} is off`, matched: true });
  return true;
}

/** A switch that does nothing is told of, as somebody may rely on it. */
function failedStep({ key, reason, error = reason }: FlagEvaluation): RoutingStep {
  return { rule: 'flag', result: `${key}, ${reason}: ${error}`, matched: false };
}

/** The profile that a flag gives the user, where the policy allows it: what is not allowed decides nothing. */
function flagged(
  snapshot: Snapshot,
  { intent, hint, flags = [] }: RoutingQuestion,
  steps: RoutingStep[],
): string | undefined {
  const choice = profileChoiceOf(snapshot, flags, intent);
  if (choice === undefined) return undefined;
  const { evaluation, profile } = choice;
  const outcome = `${evaluation.key}, ${evaluation.variant ?? evaluation.reason}`;
  if (evaluation.error !== undefined) {
    steps.push(failedStep(evaluation));
    return undefined;
  }
  if (profile === '') {
    steps.push({ rule: 'flag', result: `${outcome}: no profile`, matched: false });
    return undefined;
  }
  if (profileThatMayServe(snapshot, intent, profile) === undefined) {
    const result = `${outcome}: ${profile}, which may not serve here`;
    steps.push({ rule: 'flag', result, profile, matched: false });
    return undefined;
  }
  const against = hint !== undefined && hint !== profile ? ', and not what the hint asks for' : '';
  steps.push({ rule: 'flag', result: `${outcome}: ${profile}${against}`, profile, matched: true });
  return profile;
}

function routeStep({ route: { profile }, own, change }: FoundRoute): RoutingStep {
  if (change === undefined)
    return { rule: own ? 'environment-route' : 'shared-route', result: profile, profile };
  return { rule: 'changed-route', result: `${profile}, change ${change.version}`, profile };
}

function* targeted(route: Route, question: RoutingQuestion, steps: RoutingStep[]): Generator<string> {
  for (const [index, target] of (route.targets ?? []).entries()) {
    const { profile } = target;
    const unmet = unmetBy(target, question);
    const matched = unmet.length === 0;
    const outcome = matched ? 'in' : `out: ${unmet.join(', ')}`;
    steps.push({ rule: 'target', result: `${index + 1}, ${profile}: ${outcome}`, profile, matched });
    if (matched) yield profile;
  }
}

function* drawn(route: Route, { intent, userId }: RoutingQuestion, steps: RoutingStep[]): Generator<string> {
  const rule = route.canary === undefined ? 'variant' : 'canary';
  for (const { variant, position, isIn } of draws(intent, route, userId)) {
    const { profile, percent } = variant;
    const result = `${profile} at ${percent} %: ${isIn ? 'in' : 'out'}`;
    steps.push({ rule, result, profile, percent, position: shown(position), matched: isIn });
    if (isIn) yield profile;
  }
}

/** Rounded down, so that it stays on its side of the share. */
function shown(position: number): number {
  return Math.floor(position * 1e6) / 1e6;
}

function policyStep(snapshot: Snapshot, intent: string, name: string): RoutingStep {
  const { environment } = snapshot;
  const registry = new ProfileRegistry(snapshot);
  const rule = 'policy';
  if (registry.find(name) === undefined) return { rule, result: 'there is no such profile', matched: false };
  const matched = profileThatMayServe(snapshot, intent, name) !== undefined;
  const of = { rule, profile: name, matched } as const;
  if (matched) return { ...of, result: `${name} is allowed in ${environment.name}` };
  if (!registry.belongsTo(name, intent)) return { ...of, result: `${name} is none of ${intent}` };
  return { ...of, result: `${name} is not allowed in ${environment.name}` };
}

function switchedOff({ intent }: RoutingQuestion): AppError {
  return new AppError('INTENT_DISABLED', { detail: `"${intent}" is switched off.` });
}

/** Whether the hint is refused for what a flag says, and not by the policy. */
function isOverruled({ hint }: RoutingQuestion, steps: readonly RoutingStep[]): boolean {
  return hint !== undefined && steps.some(({ rule, matched }) => rule === 'flag' && matched === true);
}

function overruled(): AppError {
  const detail = 'Another profile serves this user: leave "profile" out.';
  return new AppError('PROFILE_NOT_ALLOWED', { detail });
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
