import { didYouMean } from '../did-you-mean.js';
import type { ConfigIssue } from '../snapshot.js';
import type { EnvironmentOutline, Mention, PolicyOutline, ProfilesOutline, RouteOutline } from './outline.js';

/** Warnings about what would be refused in some environment, whichever of them this server runs as. */
export function checkReachability(
  profiles: ProfilesOutline,
  policy: PolicyOutline,
  intents: readonly string[],
): ConfigIssue[] {
  const issues = checkUnrouted(profiles, policy, intents);
  for (const [name, environment] of policy.environments) {
    issues.push(
      ...checkAllowList(name, environment, profiles),
      ...checkEffectiveRoutes(name, environment, profiles),
      ...checkFallbacksAllowed(name, environment, profiles),
    );
  }
  return issues;
}

function checkAllowList(
  environment: string,
  { allowed }: EnvironmentOutline,
  { profiles }: ProfilesOutline,
): ConfigIssue[] {
  return allowed.flatMap(({ name, file, path }, index) => {
    if (!profiles.has(name)) {
      const near = didYouMean(name, profiles.keys());
      return [file.warning(path, `${environment} allows the profile "${name}", which does not exist${near}`)];
    }
    const isRepeated = allowed.findIndex((other) => other.name === name) < index;
    return isRepeated ? [file.warning(path, `"${name}" is in the list twice`)] : [];
  });
}

/** Routes to profiles that do not exist are errors and told elsewhere. */
function checkEffectiveRoutes(
  environment: string,
  { allowed, routes }: EnvironmentOutline,
  shared: ProfilesOutline,
): ConfigIssue[] {
  const effective = new Map([...shared.routes, ...routes].map((route) => [route.intent, route]));
  const names = new Set(allowed.map(({ name }) => name));
  const list = [...names].join(', ') || 'nothing';
  const isRefused = (mention: Mention | undefined): mention is Mention =>
    mention !== undefined && shared.profiles.has(mention.name) && !names.has(mention.name);
  return [...effective.values()].flatMap(({ intent, profile, canary, variants, targets }) => {
    const issues: ConfigIssue[] = [];
    const warn = (mention: Mention | undefined, role: string): void => {
      if (!isRefused(mention)) return;
      const message = `${environment} does not allow ${mention.name}, ${role} of the intent "${intent}" (it allows ${list})`;
      issues.push(mention.file.warning(mention.path, message));
    };
    if (isRefused(profile)) {
      const message = `${environment} cannot reach the intent "${intent}": it is routed to ${profile.name}, which ${environment} does not allow (it allows ${list})`;
      issues.push(profile.file.warning(profile.path, message));
    }
    warn(canary, 'the canary');
    for (const variant of variants) warn(variant, 'a variant');
    for (const target of targets) warn(target, 'a target');
    return issues;
  });
}

function checkFallbacksAllowed(
  environment: string,
  { allowed }: EnvironmentOutline,
  { profiles }: ProfilesOutline,
): ConfigIssue[] {
  const names = new Set(allowed.map(({ name }) => name));
  return [...names].flatMap((name) => {
    const fallback = profiles.get(name)?.fallback;
    if (fallback === undefined || !profiles.has(fallback.name) || names.has(fallback.name)) return [];
    const message = `${environment} allows ${name} but not ${fallback.name}, its fallback`;
    return [fallback.file.warning(fallback.path, message)];
  });
}

/** Told once where no environment has a route, else for each environment that has none. */
function checkUnrouted(
  profiles: ProfilesOutline,
  { file, environments }: PolicyOutline,
  intents: readonly string[],
): ConfigIssue[] {
  return intents.flatMap((intent) => {
    const isRouted = (routes: readonly RouteOutline[]): boolean =>
      routes.some((route) => route.intent === intent);
    if (isRouted(profiles.routes)) return [];
    const without = [...environments].filter(([, { routes }]) => !isRouted(routes));
    if (without.length === environments.size) {
      const message = `the intent "${intent}" has no route, so nothing serves it`;
      return [profiles.file.warning(['routing'], message, 'key')];
    }
    return without.map(([name, { path }]) =>
      file.warning(path, `the intent "${intent}" has no route in ${name}, so nothing serves it there`, 'key'),
    );
  });
}
