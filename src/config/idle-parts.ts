import { subset } from 'semver';
import type { Fault } from './faults.js';
import type { RouteEntry, TargetEntry } from './files/route-entry.js';

type WholeEntry = Exclude<RouteEntry, string>;

export const OWN_PROFILE_FAULT = "has no effect: it is the route's own profile, which takes the rest anyway";

/** Canary and variants that are the route's own profile. */
export function ownProfiles({ profile, canary, variants = [] }: WholeEntry): Fault[] {
  const arms = [
    ...(canary === undefined ? [] : [{ name: canary.profile, path: ['canary', 'profile'] }]),
    ...variants.map((its, index) => ({ name: its.profile, path: ['variants', index, 'profile'] })),
  ];
  return arms
    .filter(({ name }) => name === profile)
    .map(({ path }) => ({ path, at: 'value', message: OWN_PROFILE_FAULT }));
}

/** Targets whose users another one takes before. */
export function unreachedTargets({ targets = [] }: WholeEntry): Fault[] {
  return targets.flatMap((target, index): Fault[] => {
    const before = targets.slice(0, index).findIndex((earlier) => covers(earlier, target));
    if (before === -1) return [];
    const message = `is never reached: targets[${before}] takes all of them first`;
    return [{ path: ['targets', index], at: 'value', message }];
  });
}

/** Whether everybody whom `later` takes fulfils all that `earlier` asks for. */
function covers(earlier: TargetEntry, later: TargetEntry): boolean {
  return coversUsers(earlier, later) && coversVersions(earlier, later) && coversContext(earlier, later);
}

function coversUsers({ users }: TargetEntry, later: TargetEntry): boolean {
  if (users === undefined) return true;
  return later.users !== undefined && later.users.every((user) => users.includes(user));
}

function coversVersions({ app_version: range }: TargetEntry, { app_version: later }: TargetEntry): boolean {
  if (range === undefined) return true;
  return later !== undefined && subset(later, range, { includePrerelease: true });
}

function coversContext({ context = {} }: TargetEntry, { context: later = {} }: TargetEntry): boolean {
  return Object.entries(context).every(([key, values]) =>
    later[key]?.every((value) => values.includes(value)),
  );
}
