import { hash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../common/digest.js';
import { deepFreeze } from './deep-freeze.js';
import { FLAG_EFFECT_KINDS, FLAG_STATES, FLAG_TYPES, type Flag } from './flag.js';
import {
  CAPTURE_LEVELS,
  ENVIRONMENTS,
  type EnvironmentPolicy,
  LOG_LEVELS,
  type ModelTarget,
  type Profile,
  type Route,
  STORAGE_FAILURES,
  type Snapshot,
} from './snapshot.js';

/** What a configuration means, apart from when it was loaded and how the files spell it. */
export type ConfigMeaning = Pick<Snapshot, 'environment' | 'profiles' | 'models' | 'routing' | 'flags'>;

/** A configuration as JSON: profiles stand in it by their digests. */
export interface ConfigContent extends Omit<ConfigMeaning, 'profiles'> {
  /** By name. */
  readonly profiles: ReadonlyMap<string, Profile['digest']>;
}

/** The one spelling of a profile, over which its digest is made. */
export function profileJson(profile: Omit<Profile, 'digest'> & Partial<Profile>): string {
  const { digest: _, ...content } = profile;
  return canonicalJson(content);
}

/** The one spelling of a configuration, over which its digest is made. */
export function configJson({ environment, profiles, models, routing, flags }: ConfigMeaning): string {
  return canonicalJson({
    profiles: Object.fromEntries(Array.from(profiles, ([name, { digest }]) => [name, digest])),
    models: Object.fromEntries(models),
    routing: routesJson(routing),
    environment: { ...environment, routing: routesJson(environment.routing) },
    // Without any, a configuration has the digest that it had before there were flags.
    ...(flags.size > 0 && { flags: Object.fromEntries(flags) }),
  });
}

/** `Snapshot.digest`. */
export function configDigest(meaning: ConfigMeaning): string {
  return hash('sha256', configJson(meaning));
}

function routesJson(routes: ReadonlyMap<string, Route>): Record<string, unknown> {
  return Object.fromEntries(Array.from(routes, ([intent, its]) => [intent, plainRoute(its)]));
}

/** A route without maps, as JSON can hold it: what `archivedRoute` reads. */
export function plainRoute({ targets, ...rest }: Route): Record<string, unknown> {
  if (targets === undefined) return rest;
  return {
    ...rest,
    targets: targets.map(({ context, ...target }) =>
      context === undefined ? target : { ...target, context: Object.fromEntries(context) },
    ),
  };
}

// What a later version adds must be optional here, or older configurations could not be read any more.

const outputLimits = z.object({
  maxChars: z.number().exactOptional(),
  maxBullets: z.number().exactOptional(),
});

const profileContent = z.object({
  name: z.string(),
  model: z.string(),
  systemPrompt: z.string(),
  maxTokens: z.number(),
  temperature: z.number().exactOptional(),
  topP: z.number().exactOptional(),
  deadlineMs: z.number(),
  hedgeMs: z.number().exactOptional(),
  tools: z.array(z.string()),
  fallback: z.string().exactOptional(),
  cacheTtlS: z.number(),
  output: outputLimits,
  labels: z.record(z.string(), z.string()),
}) satisfies z.ZodType<Omit<Profile, 'digest'>>;

const modelTarget = z.object({
  alias: z.string(),
  agent: z.string(),
  model: z.string().exactOptional(),
  firstContentMs: z.number(),
  totalMs: z.number(),
  maxConcurrent: z.number(),
  price: z.object({ input: z.number(), output: z.number() }).exactOptional(),
}) satisfies z.ZodType<ModelTarget>;

const variant = z.object({ profile: z.string(), percent: z.number() });

const target = z.object({
  profile: z.string(),
  users: z.array(z.string()).exactOptional(),
  appVersion: z.string().exactOptional(),
  context: byName(z.array(z.union([z.string(), z.number(), z.boolean()]))).exactOptional(),
});

const guard = z.object({
  minSamples: z.number(),
  falseAlarms: z.number(),
  margin: z.number(),
  latency: z.union([z.object({ factor: z.number(), ms: z.number() }), z.literal(false)]),
});

/** Reads what `plainRoute` made. */
export const archivedRoute = z.object({
  profile: z.string(),
  canary: variant.exactOptional(),
  variants: z.array(variant).exactOptional(),
  salt: z.string().exactOptional(),
  targets: z.array(target).exactOptional(),
  guard: z.union([guard, z.literal(false)]).exactOptional(),
}) satisfies z.ZodType<Route>;

const policy = z.object({
  name: z.enum(ENVIRONMENTS),
  allowedProfiles: z.array(z.string()),
  logLevel: z.enum(LOG_LEVELS),
  routing: byName(archivedRoute),
  allowLocalFallback: z.boolean(),
  quotas: z.object({
    asksPerMinute: z.number(),
    asksPerDay: z.number().exactOptional(),
    tokensPerDay: z.number().exactOptional(),
    totalTokensPerDay: z.number().exactOptional(),
    alarmAtPercent: z.number(),
    timeZone: z.string(),
  }),
  contentSafety: z.object({
    provider: z.enum(['none', 'wechat']),
    onFailure: z.enum(['block', 'allow']),
    onReview: z.enum(['block', 'allow']),
    scene: z.number(),
  }),
  aiLabel: z.string(),
  capture: z.enum(CAPTURE_LEVELS),
  retention: z.object({ tracesDays: z.number(), auditDays: z.number() }),
  storageFailure: z.enum(STORAGE_FAILURES),
  debugErrors: z.boolean(),
}) satisfies z.ZodType<EnvironmentPolicy>;

const flag = z.object({
  key: z.string(),
  type: z.enum(FLAG_TYPES),
  state: z.enum(FLAG_STATES),
  variants: z.record(z.string(), z.json()),
  defaultVariant: z.string().nullable(),
  targeting: z.record(z.string(), z.json()).nullable(),
  client: z.boolean(),
  effect: z.object({ kind: z.enum(FLAG_EFFECT_KINDS), intents: z.array(z.string()) }).nullable(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
}) satisfies z.ZodType<Flag>;

const configContent = z.object({
  profiles: byName(z.string()),
  models: byName(modelTarget),
  routing: byName(archivedRoute),
  environment: policy,
  flags: byName(flag).default(new Map()),
}) satisfies z.ZodType<ConfigContent>;

/** The profile that `profileJson` made this of. @throws Error when it is something else, or of a later version */
export function profileFrom(json: string, digest: string): Profile {
  return deepFreeze({ ...profileContent.parse(JSON.parse(json)), digest });
}

/** The configuration that `configJson` made this of. @throws Error when it is something else, or of a later version */
export function configFrom(json: string): ConfigContent {
  return deepFreeze(configContent.parse(JSON.parse(json)));
}

function byName<Value extends z.ZodType>(value: Value) {
  return z.record(z.string(), value).transform((values) => new Map(Object.entries(values)));
}
