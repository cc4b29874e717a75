import { didYouMean } from '../did-you-mean.js';
import { ConfigFile } from '../files/config-file.js';
import type { ConfigDir } from '../files/read-config-dir.js';
import type { ConfigIssue, EnvironmentName } from '../snapshot.js';
import { type WechatLogin, checkContentSafety } from './check-content-safety.js';
import { checkEvals } from './check-evals.js';
import { type FlagSurroundings, checkFlags } from './check-flags.js';
import { checkPatience } from './check-patience.js';
import { checkQuotas } from './check-quotas.js';
import { checkReachability } from './check-reachability.js';
import { checkFallbacks, checkModels, checkRoutes } from './check-references.js';
import { checkRollouts } from './check-rollouts.js';
import { checkRetention } from './check-retention.js';
import { checkUnsupportedProfileKeys } from './check-unsupported.js';
import {
  type PolicyOutline,
  type ProfilesOutline,
  outlineModels,
  outlinePolicy,
  outlineProfiles,
} from './outline.js';

/** What the files say about each other and about this server, as far as they are sound YAML. */
export function checkAcrossFiles(
  dir: ConfigDir,
  intents: readonly string[],
  environment: EnvironmentName | null,
  login?: WechatLogin,
): ConfigIssue[] {
  const profiles = dir.profiles instanceof ConfigFile ? outlineProfiles(dir.profiles) : null;
  const policy = dir.policy instanceof ConfigFile ? outlinePolicy(dir.policy) : null;
  const issues = checkEvals(dir.evals, intents);
  if (profiles) issues.push(...checkProfiles(profiles, dir, intents));
  if (policy) issues.push(...checkPolicy(policy, profiles, intents), ...checkDeclared(policy, environment));
  if (policy) issues.push(...checkContentSafety(policy.file, environment, login));
  if (dir.flags instanceof ConfigFile) {
    issues.push(...checkFlags(dir.flags, surroundings(profiles, policy, intents, environment)));
  }
  if (profiles && policy) {
    issues.push(...checkReachability(profiles, policy, intents), ...checkQuotas(profiles.file, policy.file));
  }
  return issues;
}

function surroundings(
  profiles: ProfilesOutline | null,
  policy: PolicyOutline | null,
  intents: readonly string[],
  environment: EnvironmentName | null,
): FlagSurroundings {
  const own = environment === null ? undefined : policy?.environments.get(environment);
  const allowed = new Set(own?.allowed.map(({ name }) => name));
  return {
    intents,
    profiles: profiles && new Set(profiles.profiles.keys()),
    environment: own === undefined || environment === null ? null : { name: environment, allowed },
  };
}

function checkProfiles(
  { file, profiles, routes }: ProfilesOutline,
  { models }: ConfigDir,
  intents: readonly string[],
): ConfigIssue[] {
  const names = models instanceof ConfigFile ? outlineModels(models) : null;
  return [
    ...checkRoutes(routes, profiles, intents),
    ...checkRollouts(routes, intents),
    ...checkFallbacks(profiles),
    ...(models === 'broken' ? [] : checkModels(profiles, names)),
    ...checkPatience(file, models instanceof ConfigFile ? models : null),
    ...checkUnsupportedProfileKeys(file),
  ];
}

function checkPolicy(
  { file, environments }: PolicyOutline,
  profiles: ProfilesOutline | null,
  intents: readonly string[],
): ConfigIssue[] {
  const routes = [...environments.values()].flatMap((environment) => environment.routes);
  return [
    ...checkRoutes(routes, profiles?.profiles ?? null, intents),
    ...checkRollouts(routes, intents),
    ...checkRetention(file),
  ];
}

function checkDeclared(
  { file, environments }: PolicyOutline,
  environment: EnvironmentName | null,
): ConfigIssue[] {
  if (environment === null || environments.has(environment)) return [];
  const declared = [...environments.keys()];
  const hint = `${didYouMean(environment, declared)}; declared: ${declared.join(', ') || 'nothing'}`;
  return [
    file.error(['environments'], `APP_ENV is ${environment}, which is not declared here${hint}`, 'key'),
  ];
}
