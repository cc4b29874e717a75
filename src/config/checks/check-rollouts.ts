import type { RouteEntry } from '../files/route-entry.js';
import { OWN_PROFILE_FAULT, unreachedTargets } from '../idle-parts.js';
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
  return [canary, ...variants].filter(isSame).map(({ file, path }) => file.warning(path, OWN_PROFILE_FAULT));
}

function checkEntry({ file, path }: RouteOutline, entry: RouteEntry): ConfigIssue[] {
  if (typeof entry === 'string') return [];
  const { canary, variants = [], salt, guard } = entry;
  const hasDraw = canary !== undefined || variants.length > 0;
  const unused = Object.entries({ salt, guard })
    .filter(([, value]) => value !== undefined && !hasDraw)
    .map(([key]) => file.warning([...path, key], 'has no effect without canary or variants', 'key'));
  return [
    ...unused,
    ...checkShares({ file, path }, entry),
    ...unreachedTargets(entry).map((fault) => file.warning([...path, ...fault.path], fault.message)),
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
