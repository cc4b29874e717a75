import { didYouMean } from '../did-you-mean.js';
import { AGENT_ID, MODELS_FILE } from '../files/models-file.js';
import type { ConfigIssue } from '../snapshot.js';
import type { Mention, ProfileOutline, RouteOutline } from './outline.js';

type Profiles = ReadonlyMap<string, ProfileOutline>;

/**
 * A route must lead from an intent that exists to profiles that exist.
 * @param profiles null when their file is broken, so that nothing can be said about them
 */
export function checkRoutes(
  routes: readonly RouteOutline[],
  profiles: Profiles | null,
  intents: readonly string[],
): ConfigIssue[] {
  return routes.flatMap((route) => {
    const { profile, canary, variants, targets } = route;
    const issues = [profile, canary, ...variants, ...targets].flatMap((mention) =>
      checkProfileExists(mention, profiles),
    );
    if (intents.includes(route.intent)) return issues;
    const message = `there is no such intent${didYouMean(route.intent, intents)}; known: ${intents.join(', ')}`;
    return [route.file.error(route.path, message, 'key'), ...issues];
  });
}

/** Fallbacks must exist and end somewhere, or one failure would be tried for ever. */
export function checkFallbacks(profiles: Profiles): ConfigIssue[] {
  return [...profiles].flatMap(([name, { fallback }]) => {
    if (fallback === undefined) return [];
    const circle = fallbackCircle(name, profiles);
    // Every member of a circle finds it; the first in the alphabet tells.
    if (circle === undefined || circle.some((member) => member < name)) {
      return checkProfileExists(fallback, profiles);
    }
    return [
      fallback.file.error(fallback.path, `the fallbacks go in a circle: ${[...circle, name].join(' → ')}`),
    ];
  });
}

/** @param models the names in the models file, or null when there is none and models are agents. */
export function checkModels(profiles: Profiles, models: ReadonlySet<string> | null): ConfigIssue[] {
  return [...profiles.values()].flatMap(({ model }) => {
    if (model === undefined) return [];
    const complaint = models === null ? agentComplaint(model.name) : modelComplaint(model.name, models);
    return complaint === undefined ? [] : [model.file.error(model.path, complaint)];
  });
}

function checkProfileExists(mention: Mention | undefined, profiles: Profiles | null): ConfigIssue[] {
  if (mention === undefined || profiles === null || profiles.has(mention.name)) return [];
  const { name, file, path } = mention;
  return [file.error(path, `there is no profile "${name}"${didYouMean(name, profiles.keys())}`)];
}

function fallbackCircle(start: string, profiles: Profiles): string[] | undefined {
  const passed = [start];
  for (;;) {
    const next = profiles.get(passed.at(-1) ?? start)?.fallback?.name;
    if (next === undefined) return undefined;
    if (next === start) return passed;
    if (passed.includes(next)) return undefined;
    passed.push(next);
  }
}

function modelComplaint(name: string, models: ReadonlySet<string>): string | undefined {
  if (models.has(name)) return undefined;
  return `there is no model "${name}" in ${MODELS_FILE}${didYouMean(name, models)}`;
}

function agentComplaint(name: string): string | undefined {
  if (AGENT_ID.test(name)) return undefined;
  return `must be an OpenClaw agent id (letters, digits, "_" and "-") while there is no ${MODELS_FILE}; a provider/model belongs there`;
}
