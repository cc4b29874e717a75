/** The configuration files as one frozen value. A request keeps the snapshot it began with. */
import type { Eval } from './eval.js';
import type { Flag } from './flag.js';

export const ENVIRONMENTS = ['dev', 'staging', 'prod'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What traces keep of texts: all, all but what is personal, or none; each less than the one before. */
export const CAPTURE_LEVELS = ['full', 'redacted', 'metadata'] as const;
export type CaptureLevel = (typeof CAPTURE_LEVELS)[number];

/** What happens to asks while their records cannot be stored. */
export const STORAGE_FAILURES = ['refuse', 'spool'] as const;
export type StorageFailure = (typeof STORAGE_FAILURES)[number];

/** Limits on what is shown; absent means no limit of the profile's own. */
export interface OutputLimits {
  /** Code points of `answer`. */
  readonly maxChars?: number;
  readonly maxBullets?: number;
}

export interface Profile {
  readonly name: string;
  /** SHA-256 (hex) over everything else here: which profile exactly gave an answer. */
  readonly digest: string;
  /** An alias of `models`. */
  readonly model: string;
  readonly systemPrompt: string;
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly topP?: number;
  /** A non-streaming ask is answered within this many milliseconds. */
  readonly deadlineMs: number;
  /** No content after this many milliseconds: a second attempt races the first. */
  readonly hedgeMs?: number;
  /** Names, sorted; the OpenClaw agent that carries exactly these tools serves the profile. */
  readonly tools: readonly string[];
  /** The profile to try when this one fails before its first content. */
  readonly fallback?: string;
  /** Seconds; 0 means answers are not cached. */
  readonly cacheTtlS: number;
  readonly output: OutputLimits;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ModelTarget {
  readonly alias: string;
  /** OpenClaw agent id. */
  readonly agent: string;
  /** `provider/model`; when given it overrides the agent's own model. */
  readonly model?: string;
  /** No content after this many milliseconds: the attempt has failed. */
  readonly firstContentMs: number;
  /** Milliseconds for a whole attempt. */
  readonly totalMs: number;
  /** Concurrent runs per gateway. */
  readonly maxConcurrent: number;
  /** Per million tokens. */
  readonly price?: { readonly input: number; readonly output: number };
}

/** A profile that is tried out on a share of the users. */
export interface Variant {
  readonly profile: string;
  /** Of all users who no target takes, 0–100, with decimals. */
  readonly percent: number;
}

/** The route's only variant, as most routes have it. */
export type Canary = Variant;

/** A profile for those who fulfil every condition that is given; there is at least one. */
export interface Target {
  readonly profile: string;
  readonly users?: readonly string[];
  /** A range of semantic versions for the `appVersion` of the client's context. */
  readonly appVersion?: string;
  /** Keys of the client's context, each with the values that it may have. */
  readonly context?: ReadonlyMap<string, readonly ContextScalar[]>;
}

export type ContextScalar = string | number | boolean;

/** An ask is slow that takes longer than the p95 of the baseline by both. */
export interface LatencyLimit {
  /** How many times as long, from 1. */
  readonly factor: number;
  /** How much longer, in milliseconds. */
  readonly ms: number;
}

/** When a rollout is taken back by itself: see docs/adr/0028. */
export interface RolloutGuard {
  /** Users of the tried profile, and of its baseline, before anything is decided. */
  readonly minSamples: number;
  /** The chance, at most, that a profile that is no worse is ever taken back: 0–1. */
  readonly falseAlarms: number;
  /** Percentage points by which more users of the profile than of its baseline may fare badly, by each metric. */
  readonly margin: number;
  /** False: how long answers take decides nothing. */
  readonly latency: LatencyLimit | false;
}

/** Who serves an intent: the first target that a user fulfils, else a variant, else the route's own profile. */
export interface Route {
  readonly profile: string;
  /** Never beside `variants`. */
  readonly canary?: Canary;
  /** In the order of the file, which decides who changes places when shares change. */
  readonly variants?: readonly Variant[];
  /** Another salt draws the users anew; the intent's name when absent. */
  readonly salt?: string;
  readonly targets?: readonly Target[];
  /** What watches canary and variants; false: nothing does. `DEFAULT_GUARD` when absent. */
  readonly guard?: RolloutGuard | false;
}

export interface ContentSafetyPolicy {
  readonly provider: 'none' | 'wechat';
  /** Whether what could not be checked is blocked. */
  readonly onFailure: 'block' | 'allow';
  /** Whether what a person should look at is blocked. */
  readonly onReview: 'block' | 'allow';
  /** WeChat's number of the place where users meet the text: 1 profile, 2 comment, 3 forum, 4 social post. */
  readonly scene: number;
}

export interface EnvironmentPolicy {
  readonly name: EnvironmentName;
  /** In the order of the file. */
  readonly allowedProfiles: readonly string[];
  readonly logLevel: LogLevel;
  /** Overrides of the shared routing, by intent. */
  readonly routing: ReadonlyMap<string, Route>;
  readonly allowLocalFallback: boolean;
  readonly quotas: {
    readonly asksPerMinute: number;
    readonly asksPerDay?: number;
    readonly tokensPerDay?: number;
    /** Of all users together. */
    readonly totalTokensPerDay?: number;
    /** Of `totalTokensPerDay`. */
    readonly alarmAtPercent: number;
    /** IANA name: where a day begins at midnight. */
    readonly timeZone: string;
  };
  readonly contentSafety: ContentSafetyPolicy;
  /** Stands beside every answer. */
  readonly aiLabel: string;
  readonly capture: CaptureLevel;
  /** `spool`: asks go on, and their records wait on the local disk. */
  readonly storageFailure: StorageFailure;
  /** Days. */
  readonly retention: { readonly tracesDays: number; readonly auditDays: number };
  readonly debugErrors: boolean;
}

export interface Snapshot {
  /**
   * SHA-256 (hex) over what the files mean for this server: profiles, models, routing, flags and the policy
   * of its environment. Comments, order and defaults that are written out change nothing.
   */
  readonly digest: string;
  /** Milliseconds since the Unix epoch. */
  readonly loadedAt: number;
  /** The environment this server runs as. */
  readonly environment: EnvironmentPolicy;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly models: ReadonlyMap<string, ModelTarget>;
  /** The shared routing of the profiles file, by intent. */
  readonly routing: ReadonlyMap<string, Route>;
  /** By key, in the order of the file. */
  readonly flags: ReadonlyMap<string, Flag>;
  /** Of `evals/`, by name. They say what answers are held against, not how they come about: no part of the digest. */
  readonly evals: ReadonlyMap<string, Eval>;
  /** What was found in the files and does not keep the server from starting. */
  readonly warnings: readonly ConfigIssue[];
  /** What lies over the files, by the `subjectId` of what was changed. No part of the digest: what they say is. */
  readonly changes: ReadonlyMap<string, AppliedChange>;
}

/** A change at run time that is in force. */
export interface AppliedChange {
  readonly id: string;
  readonly version: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** One fault in an environment variable or a file, told so that it can be mended at once. */
export interface ConfigIssue {
  readonly severity: 'error' | 'warning';
  /** Path of the file as it was given, `environment`, or `changes` for what lies over the files. */
  readonly file: string;
  /** From 1; absent for environment variables. */
  readonly line?: number;
  readonly column?: number;
  /** Such as `profiles.summarize_v1.max_tokens`, or a variable's name. */
  readonly path: string;
  /** What is wrong and what is allowed; a "did you mean" where one is near. */
  readonly message: string;
}
