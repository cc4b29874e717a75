import type { Eval } from '../../src/config/eval.js';
import type { Flag } from '../../src/config/flag.js';
import type { EnvironmentPolicy, ModelTarget, Profile, Route, Snapshot } from '../../src/config/snapshot.js';

export interface SnapshotParts {
  readonly profiles?: Readonly<Record<string, Partial<Profile>>>;
  readonly allowed?: readonly string[];
  readonly routing?: Readonly<Record<string, Route>>;
  readonly ownRouting?: Readonly<Record<string, Route>>;
  readonly environment?: Partial<EnvironmentPolicy>;
  readonly evals?: readonly Eval[];
  readonly flags?: readonly Flag[];
  readonly models?: readonly ModelTarget[];
}

/** A snapshot of which a test tells only what it is about. */
export function aSnapshot(parts: SnapshotParts = {}): Snapshot {
  const { profiles = { summarize_v1: {} }, routing = { summarize: { profile: 'summarize_v1' } } } = parts;
  return {
    digest: 'digest-of-the-snapshot',
    loadedAt: 0,
    environment: {
      name: 'dev',
      allowedProfiles: parts.allowed ?? Object.keys(profiles),
      logLevel: 'info',
      routing: new Map(Object.entries(parts.ownRouting ?? {})),
      allowLocalFallback: false,
      quotas: { asksPerMinute: 60, alarmAtPercent: 80, timeZone: 'Asia/Shanghai' },
      contentSafety: { provider: 'none', onFailure: 'block', onReview: 'block', scene: 2 },
      aiLabel: '内容由 AI 生成',
      capture: 'redacted',
      storageFailure: 'refuse',
      retention: { tracesDays: 30, auditDays: 190 },
      debugErrors: false,
      ...parts.environment,
    },
    profiles: new Map(Object.entries(profiles).map(([name, profile]) => [name, aProfile(name, profile)])),
    models: new Map((parts.models ?? [aModel('fast')]).map((target) => [target.alias, target])),
    routing: new Map(Object.entries(routing)),
    flags: new Map((parts.flags ?? []).map((flag) => [flag.key, flag])),
    evals: new Map((parts.evals ?? []).map((found) => [found.name, found])),
    warnings: [],
    changes: new Map(),
  };
}

/** A profile of which a test tells only what it is about. */
export function aProfile(name: string, parts: Partial<Profile> = {}): Profile {
  return {
    name,
    digest: `digest-of-${name}`,
    model: 'fast',
    systemPrompt: 'You are a concise assistant.',
    maxTokens: 400,
    deadlineMs: 8000,
    tools: [],
    cacheTtlS: 0,
    output: {},
    labels: {},
    ...parts,
  };
}

function aModel(alias: string): ModelTarget {
  return { alias, agent: alias, firstContentMs: 4000, totalMs: 20_000, maxConcurrent: 8 };
}
