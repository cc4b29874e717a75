import type { Change } from './change-types.js';

/** A profile and its share of the users, 0–100. */
export interface Variant {
  readonly profile: string;
  readonly percent: number;
}

export interface RouteTarget {
  readonly profile: string;
  readonly users?: readonly string[];
  readonly appVersion?: string;
  readonly context?: { readonly [key: string]: readonly (string | number | boolean)[] };
}

/** An ask is slow that takes longer than the baseline's p95 by both: so many times, and so many milliseconds. */
export interface LatencyLimit {
  readonly factor: number;
  readonly ms: number;
}

/** When a rollout is taken back by itself; what is absent is as usual. */
export interface GuardSetting {
  readonly minSamples?: number;
  /** 0–1. */
  readonly falseAlarms?: number;
  /** Percentage points. */
  readonly margin?: number;
  /** False: how long answers take decides nothing. */
  readonly latency?: Partial<LatencyLimit> | false;
}

export interface Route {
  readonly profile: string;
  /** Never beside `variants`. */
  readonly canary?: Variant;
  readonly variants?: readonly Variant[];
  readonly salt?: string;
  readonly targets?: readonly RouteTarget[];
  /** False: nothing watches the rollout. */
  readonly guard?: GuardSetting | false;
}

export type RouteSource = 'change' | 'environment' | 'shared' | 'none';

export interface IntentRoute {
  readonly intent: string;
  readonly served: boolean;
  readonly route: Route | null;
  readonly source: RouteSource;
  /** What the files say. */
  readonly files: Route | null;
  readonly version: number;
  /** The newest, also one that is ignored. */
  readonly change: Change | null;
  /** Why the newest change, or a part of it, is ignored. */
  readonly ignored: string | null;
  /** Profiles that may serve it here. */
  readonly allowed: readonly string[];
}

export interface RouteList {
  readonly environment: string;
  readonly configDigest: string;
  readonly routes: readonly IntentRoute[];
}

export interface RouteRequest extends Route {
  readonly reason: string;
  readonly requires?: { readonly batch: true; readonly eval?: string };
  readonly version?: number;
}

export type GuardMetric = 'failures' | 'contract' | 'latency' | 'down-votes';
export type GuardDecision = 'too-few' | 'watching' | 'worse' | 'no-baseline';

/** One metric of an arm, tested against the baseline. Users are counted, each once. */
export interface ArmTest {
  readonly metric: GuardMetric;
  readonly bad: number;
  readonly of: number;
  readonly baselineBad: number;
  readonly baselineOf: number;
  /** From when on these four were counted. */
  readonly since: string;
  /** How many times likelier the figures are if the arm is worse (an e-value). */
  readonly evidence: number;
  /** How much of it takes the arm back. */
  readonly needed: number;
  readonly decision: GuardDecision;
}

/** The asks that one profile served; durations in milliseconds. */
export interface Arm {
  readonly profile: string;
  readonly digest: string | null;
  readonly percent: number;
  readonly asks: number;
  readonly failures: number;
  readonly contractFailures: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Asks slower than the baseline's p95 by what the guard allows. */
  readonly slow: number;
  readonly up: number;
  readonly down: number;
  readonly tests: readonly ArmTest[];
}

export interface RolloutComparison {
  readonly intent: string;
  readonly from: string;
  readonly to: string;
  readonly baseline: Arm;
  readonly arms: readonly Arm[];
  readonly guard: {
    readonly minSamples: number;
    readonly falseAlarms: number;
    readonly margin: number;
    readonly latency: LatencyLimit | false;
  } | null;
}
