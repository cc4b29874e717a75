import { hash } from 'node:crypto';
import { type ConfigMeaning, configDigest, profileJson } from './archived.js';
import { toEval } from './build-eval.js';
import { buildFlags } from './build-flags.js';
import { deepFreeze } from './deep-freeze.js';
import type { PolicyEntry } from './files/env-policy-file.js';
import type { EvalFile } from './files/eval-file.js';
import type { FlagsFile } from './files/flags-file.js';
import { type ModelEntry, type ModelsFile, defaultModelEntry } from './files/models-file.js';
import type { ProfilesFile } from './files/profiles-file.js';
import type { GuardEntry, RouteEntry, TargetEntry } from './files/route-entry.js';
import type {
  ConfigIssue,
  EnvironmentName,
  EnvironmentPolicy,
  ModelTarget,
  OutputLimits,
  Profile,
  RolloutGuard,
  Route,
  Snapshot,
  Target,
} from './snapshot.js';

export interface SnapshotParts {
  readonly profiles: ProfilesFile;
  /** Null without a models file. */
  readonly models: ModelsFile | null;
  /** Null without a file of flags. */
  readonly flags: FlagsFile | null;
  readonly evals: readonly { readonly name: string; readonly entry: EvalFile }[];
  readonly environment: EnvironmentName;
  readonly policy: PolicyEntry;
  readonly warnings: readonly ConfigIssue[];
  /** Milliseconds since the Unix epoch. */
  readonly loadedAt: number;
}

/** Turns checked files into the frozen value that requests are served by. Cannot fail on checked files. */
export function buildSnapshot(parts: SnapshotParts): Snapshot {
  const profiles = mapEntries(parts.profiles.profiles, toProfile);
  const models = buildModels(parts.models, profiles);
  const routing = mapEntries(parts.profiles.routing, (_intent, route) => toRoute(route));
  const environment = toPolicy(parts.environment, parts.policy);
  const flags = buildFlags(parts.flags);
  const meaning: ConfigMeaning = { environment, profiles, models, routing, flags };
  return deepFreeze({
    digest: configDigest(meaning),
    loadedAt: parts.loadedAt,
    ...meaning,
    evals: new Map(parts.evals.map(({ name, entry }) => [name, toEval(name, entry)])),
    warnings: [...parts.warnings],
    changes: new Map(),
  });
}

function toProfile(name: string, entry: ProfilesFile['profiles'][string]): Profile {
  const content = {
    name,
    model: entry.model,
    systemPrompt: entry.system_prompt,
    maxTokens: entry.max_tokens,
    ...(entry.temperature !== undefined && { temperature: entry.temperature }),
    ...(entry.top_p !== undefined && { topP: entry.top_p }),
    deadlineMs: entry.deadline_ms,
    ...(entry.hedge_ms !== undefined && { hedgeMs: entry.hedge_ms }),
    tools: entry.tools.toSorted(),
    ...(entry.fallback !== undefined && { fallback: entry.fallback }),
    cacheTtlS: entry.cache_ttl_s,
    output: toLimits(entry.output),
    labels: entry.labels,
  };
  return { digest: hash('sha256', profileJson(content)), ...content };
}

function toLimits(entry: ProfilesFile['profiles'][string]['output']): OutputLimits {
  return {
    maxChars: entry.max_chars,
    ...(entry.max_bullets !== undefined && { maxBullets: entry.max_bullets }),
  };
}

function buildModels(
  file: ModelsFile | null,
  profiles: ReadonlyMap<string, Profile>,
): Map<string, ModelTarget> {
  if (file !== null) return mapEntries(file.models, toModel);
  const aliases = new Set([...profiles.values()].map(({ model }) => model));
  return new Map([...aliases].map((alias) => [alias, defaultModel(alias)]));
}

/** What an alias means without a models file. */
export function defaultModel(alias: string): ModelTarget {
  return toModel(alias, defaultModelEntry());
}

function toModel(alias: string, entry: ModelEntry): ModelTarget {
  return {
    alias,
    agent: entry.agent ?? alias,
    ...(entry.model !== undefined && { model: entry.model }),
    firstContentMs: entry.first_content_ms,
    totalMs: entry.total_ms,
    maxConcurrent: entry.max_concurrent,
    ...(entry.price !== undefined && { price: entry.price }),
  };
}

function toPolicy(name: EnvironmentName, entry: PolicyEntry): EnvironmentPolicy {
  return {
    name,
    allowedProfiles: [...new Set(entry.allowed_profiles)],
    logLevel: entry.log_level,
    routing: mapEntries(entry.routing, (_intent, route) => toRoute(route)),
    allowLocalFallback: entry.allow_local_fallback,
    quotas: {
      asksPerMinute: entry.quotas.asks_per_minute,
      ...(entry.quotas.asks_per_day !== undefined && { asksPerDay: entry.quotas.asks_per_day }),
      ...(entry.quotas.tokens_per_day !== undefined && { tokensPerDay: entry.quotas.tokens_per_day }),
      ...(entry.quotas.total_tokens_per_day !== undefined && {
        totalTokensPerDay: entry.quotas.total_tokens_per_day,
      }),
      alarmAtPercent: entry.quotas.alarm_at_percent,
      timeZone: entry.quotas.time_zone,
    },
    contentSafety: {
      provider: entry.content_safety.provider,
      onFailure: entry.content_safety.on_failure,
      onReview: entry.content_safety.on_review,
      scene: entry.content_safety.scene,
    },
    aiLabel: entry.ai_label,
    capture: entry.capture,
    storageFailure: entry.storage_failure,
    retention: { tracesDays: entry.retention.traces_days, auditDays: entry.retention.audit_days },
    debugErrors: entry.debug_errors,
  };
}

/** The route that an entry means, however briefly it says so. */
export function toRoute(entry: RouteEntry): Route {
  if (typeof entry === 'string') return { profile: entry };
  const { profile, canary, variants = [], salt, targets = [], guard } = entry;
  return {
    profile,
    ...(canary !== undefined && { canary }),
    ...(variants.length > 0 && { variants }),
    ...(salt !== undefined && { salt }),
    ...(targets.length > 0 && { targets: targets.map(toTarget) }),
    ...(guard !== undefined && { guard: guard === false ? false : toGuard(guard) }),
  };
}

function toGuard({ min_samples, false_alarms, margin, latency }: GuardEntry): RolloutGuard {
  return { minSamples: min_samples, falseAlarms: false_alarms, margin, latency };
}

function toTarget({ profile, users, app_version: appVersion, context }: TargetEntry): Target {
  return {
    profile,
    ...(users !== undefined && { users }),
    ...(appVersion !== undefined && { appVersion }),
    ...(context !== undefined && { context: new Map(Object.entries(context)) }),
  };
}

function mapEntries<From, To>(
  entries: Readonly<Record<string, From>>,
  convert: (name: string, entry: From) => To,
): Map<string, To> {
  return new Map(Object.entries(entries).map(([name, entry]) => [name, convert(name, entry)]));
}
