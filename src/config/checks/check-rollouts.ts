import { subset } from 'semver';
import type { RouteEntry, TargetEntry } from '../files/route-entry.js';
import { intentNamedBy } from '../profile-names.js';
import type { ConfigIssue } from '../snapshot.js';
import type { Mention, RouteOutline } from './outline.js';

/** Shares are decimals, whose sum is not always as round as they are. */
const ROUNDING = 1e-6;

/** Warnings about parts of a route that change nothing, or hardly what was meant. */
export function checkRollouts(routes: readonly RouteOutline[], intents: readonly string[]): ConfigIssue[] {
  return routes.flatMap((route) => [
    ...checkNames(route, intents),
    ...checkBaseline(route),
    ...(route.entry === undefined ? [] : checkEntry(route, route.entry)),
  ]);
}

/** A route may name any profile, and then it belongs to the intent: one that is called as another's is a slip. */
function checkNames({ intent, canary, variants, targets }: RouteOutline, intents: readonly string[]) {
  return [canary, ...variants, ...targets].flatMap((mention) => {
    const other = mention && intentNamedBy(mention.name, intents);
    if (mention === undefined || other === undefined || other === intent) return [];
    const message = `${mention.name} is called as a profile of the intent "${other}", and serves "${intent}" here`;
    return [mention.file.warning(mention.path, message)];
  });
}

function checkBaseline({ profile, canary, variants }: RouteOutline): ConfigIssue[] {
  const isSame = (mention: Mention | undefined): mention is Mention =>
    mention !== undefined && mention.name === profile?.name;
  return [canary, ...variants]
    .filter(isSame)
    .map(({ file, path }) =>
      file.warning(path, "has no effect: it is the route's own profile, which takes the rest anyway"),
    );
}

function checkEntry({ file, path }: RouteOutline, entry: RouteEntry): ConfigIssue[] {
  if (typeof entry === 'string') return [];
  const { canary, variants = [], salt, guard, targets = [] } = entry;
  const hasDraw = canary !== undefined || variants.length > 0;
  const unused = Object.entries({ salt, guard })
    .filter(([, value]) => value !== undefined && !hasDraw)
    .map(([key]) => file.warning([...path, key], 'has no effect without canary or variants', 'key'));
  return [
    ...unused,
    ...checkShares({ file, path }, entry),
    ...targets.flatMap((target, index) => {
      const before = targets.slice(0, index).findIndex((earlier) => covers(earlier, target));
      if (before === -1) return [];
      const message = `is never reached: targets[${before}] takes all of them first`;
      return [file.warning([...path, 'targets', index], message)];
    }),
  ];
}

/** Who compares needs somebody who does not get what is tried out. */
function checkShares(
  { file, path }: Pick<RouteOutline, 'file' | 'path'>,
  { profile, canary, variants, guard }: Exclude<RouteEntry, string>,
): ConfigIssue[] {
  const tried = (canary === undefined ? variants : [canary]) ?? [];
  const others = tried.filter((its) => its.profile !== profile);
  const shared = others.reduce((sum, { percent }) => sum + percent, 0);
  if (guard === false || shared < 100 - ROUNDING) return [];
  const message =
    "leaves nobody to the route's own profile to compare with, so nothing watches it (guard: false says that this is meant)";
  return [file.warning([...path, canary === undefined ? 'variants' : 'canary'], message)];
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
