import { canonicalJson } from '../common/digest.js';
import { isPlainObject } from '../common/is-plain-object.js';
import type { EnvironmentName, EnvironmentPolicy, Profile, Route, Snapshot } from '../config/snapshot.js';
import { readsKey } from '../flags/reads-key.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';

/** What JSON can hold: no maps. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** The route that counts for an intent in one environment. */
export interface EffectiveRoute {
  readonly route: Plain;
  /** Whether the environment has it for itself. */
  readonly own: boolean;
  /** Profiles in it that the environment does not allow: they serve nobody there. */
  readonly notAllowed: readonly string[];
}

export interface RouteDifference {
  readonly intent: string;
  /** Null: no route, so nothing serves the intent. */
  readonly from: EffectiveRoute | null;
  readonly to: EffectiveRoute | null;
}

/** A profile that may serve in one of the two alone. */
export interface ProfileDifference {
  readonly profile: string;
  /** What the name stands for, in both environments; null where the files have no such profile. */
  readonly digest: string | null;
  readonly model: string | null;
  readonly from: boolean;
  readonly to: boolean;
}

export interface SettingDifference {
  /** As in env-policy.yaml: `quotas.asks_per_minute`. */
  readonly key: string;
  /** Also a default that nobody wrote; null: nothing, as of a quota that is no limit. */
  readonly from: Plain;
  readonly to: Plain;
}

export interface EnvironmentDiff {
  readonly from: EnvironmentName;
  readonly to: EnvironmentName;
  readonly equal: boolean;
  readonly routing: readonly RouteDifference[];
  readonly profiles: readonly ProfileDifference[];
  readonly policy: readonly SettingDifference[];
  /** The keys of flags that bear on users and whose rules look at the environment: what users get may differ. */
  readonly flags: readonly string[];
}

/**
 * How two environments of the same files differ. Prompts, models and limits are not in it: those are in profiles,
 * which all environments share, as they do the rules of flags.
 */
export function environmentDiff(from: Snapshot, to: Snapshot): EnvironmentDiff {
  const routing = routeDifferences(from, to);
  const profiles = profileDifferences(from, to);
  const policy = settingDifferences(from.environment, to.environment);
  const flags = from.environment.name === to.environment.name ? [] : flagsByEnvironment(from);
  const equal = [routing, profiles, policy, flags].every(({ length }) => length === 0);
  return { from: from.environment.name, to: to.environment.name, equal, routing, profiles, policy, flags };
}

function routeDifferences(from: Snapshot, to: Snapshot): RouteDifference[] {
  const maps = [from, to].flatMap(({ routing, environment }) => [routing, environment.routing]);
  const intents = new Set(maps.flatMap((routes) => routes.keys().toArray()));
  return [...intents]
    .map((intent) => ({ intent, from: effectiveRoute(from, intent), to: effectiveRoute(to, intent) }))
    .filter((one) => meaning(one.from) !== meaning(one.to));
}

function effectiveRoute(snapshot: Snapshot, intent: string): EffectiveRoute | null {
  const found = new ProfileRegistry(snapshot).route(intent);
  if (found === undefined) return null;
  const allowed = snapshot.environment.allowedProfiles;
  const notAllowed = profilesIn(found.route).filter((name) => !allowed.includes(name));
  return { route: plain(found.route), own: found.own, notAllowed };
}

/** Where the route stands makes no difference to users. */
function meaning(found: EffectiveRoute | null): string {
  return canonicalJson(found && { route: found.route, notAllowed: found.notAllowed });
}

/** Every profile that a route names, in whatever way it divides users. */
function profilesIn(route: Route): string[] {
  const names = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isPlainObject(value))
      for (const [key, inner] of Object.entries(value))
        if (key === 'profile' && typeof inner === 'string') names.add(inner);
        else visit(inner);
  };
  visit(plain(route));
  return [...names];
}

function profileDifferences(from: Snapshot, to: Snapshot): ProfileDifference[] {
  const [left, right] = [from.environment.allowedProfiles, to.environment.allowedProfiles];
  return [...new Set([...left, ...right])]
    .filter((name) => left.includes(name) !== right.includes(name))
    .map((name) => {
      const profile: Profile | undefined = from.profiles.get(name);
      return {
        profile: name,
        digest: profile?.digest ?? null,
        model: profile?.model ?? null,
        from: left.includes(name),
        to: right.includes(name),
      };
    });
}

function settingDifferences(from: EnvironmentPolicy, to: EnvironmentPolicy): SettingDifference[] {
  const [left, right] = [settingsOf(from), settingsOf(to)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((key) => ({ key, from: left.get(key) ?? null, to: right.get(key) ?? null }))
    .filter((one) => canonicalJson(one.from) !== canonicalJson(one.to));
}

function flagsByEnvironment({ flags }: Snapshot): string[] {
  return [...flags.values()]
    .filter(({ state, effect, client }) => state === 'ENABLED' && (effect !== null || client))
    .filter(({ targeting }) => readsKey(targeting, 'environment'))
    .map(({ key }) => key);
}

/** Every setting of an environment by its key in the file, but for routes and the allow-list. */
export function settingsOf(policy: EnvironmentPolicy): ReadonlyMap<string, Plain> {
  const { name: _name, allowedProfiles: _allowedProfiles, routing: _routing, ...settings } = policy;
  return new Map(leaves(plain(settings), ''));
}

function leaves(value: Plain, key: string): [string, Plain][] {
  if (value === null || typeof value !== 'object' || isList(value)) return [[key, value]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, key === '' ? snakeCase(name) : `${key}.${snakeCase(name)}`),
  );
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** A key as the files spell it. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function plain(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plain);
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, inner]) => [String(key), plain(inner)]));
}
