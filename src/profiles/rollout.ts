import { digest } from '../common/digest.js';
import { guardOf } from '../config/rollout-guard.js';
import type { Profile, RolloutGuard, Route, Snapshot } from '../config/snapshot.js';
import type { RolloutArm, RoutingStep } from '../trace/trace-record.js';
import { profileThatMayServe } from './profile-policy.js';
import { ProfileRegistry } from './profile-registry.js';
import { variantsOf } from './variants.js';

/** A profile that is tried out. */
export interface TriedProfile {
  readonly profile: Profile;
  /** Of all users whom no target takes. */
  readonly percent: number;
}

/** What is tried out for an intent, and against what. */
export interface Rollout {
  readonly intent: string;
  /**
   * 16 hex digits that differ as soon as anything does that a comparison rests on: who is drawn, what the profiles say,
   * what answers them. Whoever has the same files has the same key.
   */
  readonly key: string;
  /** The route's own profile, which everybody else gets. */
  readonly baseline: Profile;
  /** Of all users whom no target takes; 0 when what is tried out is given to all of them. */
  readonly baselinePercent: number;
  /** Those whom the environment allows. */
  readonly tried: readonly [TriedProfile, ...TriedProfile[]];
  /** Null when nobody watches. */
  readonly guard: RolloutGuard | null;
}

const kept = new WeakMap<Snapshot, Map<string, Rollout | undefined>>();

/** What is tried out for an intent; undefined when nothing is, or nothing that the environment allows. */
export function rolloutOf(snapshot: Snapshot, intent: string): Rollout | undefined {
  const rollouts = kept.get(snapshot) ?? new Map<string, Rollout | undefined>();
  kept.set(snapshot, rollouts);
  if (!rollouts.has(intent)) rollouts.set(intent, findRollout(snapshot, intent));
  return rollouts.get(intent);
}

/** Every rollout of the snapshot. */
export function rolloutsOf(snapshot: Snapshot): Rollout[] {
  const intents = new Set([...snapshot.routing.keys(), ...snapshot.environment.routing.keys()]);
  return [...intents].flatMap((intent) => rolloutOf(snapshot, intent) ?? []);
}

/**
 * The arm of a rollout that an ask belongs to, whoever answers it in the end; undefined when something else than the
 * draw has decided. Nobody draws for whom a hint, a flag or a target has decided already.
 */
export function armOf(
  snapshot: Snapshot,
  intent: string,
  { profile, steps }: { readonly profile: Profile | undefined; readonly steps: readonly RoutingStep[] },
): RolloutArm | undefined {
  const isDrawn = steps.some(({ rule }) => rule === 'canary' || rule === 'variant');
  const rollout = isDrawn ? rolloutOf(snapshot, intent) : undefined;
  if (rollout === undefined || profile === undefined) return undefined;
  return { key: rollout.key, arm: profile.name };
}

function findRollout(snapshot: Snapshot, intent: string): Rollout | undefined {
  const route = new ProfileRegistry(snapshot).route(intent)?.route;
  const baseline = route && profileThatMayServe(snapshot, intent, route.profile);
  if (route === undefined || baseline === undefined) return undefined;
  const [first, ...others] = variantsOf(route).flatMap(({ profile: name, percent }) => {
    const profile = profileThatMayServe(snapshot, intent, name);
    return profile === undefined || percent === 0 || name === baseline.name ? [] : [{ profile, percent }];
  });
  if (first === undefined) return undefined;
  const key = keyOf(snapshot, intent, route);
  const tried = [first, ...others] as const;
  return { intent, key, baseline, baselinePercent: percentLeftBy(tried), tried, guard: guardOf(route) };
}

/** Shares are decimals, whose sum is not always as round as they are. */
function percentLeftBy(tried: readonly TriedProfile[]): number {
  const shared = tried.reduce((sum, { percent }) => sum + percent, 0);
  return Math.max(0, Number((100 - shared).toFixed(6)));
}

const KEY_DIGITS = 16;

function keyOf(snapshot: Snapshot, intent: string, route: Route): string {
  const servedBy = (name: string, percent?: number): object => {
    const profile = snapshot.profiles.get(name);
    const target = snapshot.models.get(profile?.model ?? '');
    return { name, percent, digest: profile?.digest, agent: target?.agent, model: target?.model };
  };
  const content = {
    environment: snapshot.environment.name,
    intent,
    salt: route.salt,
    baseline: servedBy(route.profile),
    variants: variantsOf(route).map(({ profile, percent }) => servedBy(profile, percent)),
  };
  return digest(content).slice(0, KEY_DIGITS);
}
