import type { Quantiles } from './replay-types.js';

export const STATS_WINDOWS = ['1h', '6h', '24h', '7d', '30d'] as const;
export type StatsWindow = (typeof STATS_WINDOWS)[number];

/** The asks of one intent that one profile served, without replays. */
export interface StatsRow {
  readonly intent: string | null;
  /** Null for what was refused before one was chosen. */
  readonly profile: string | null;
  readonly count: number;
  readonly errors: number;
  readonly errorRate: number;
  readonly latencyMs: Quantiles;
  readonly firstContentMs: Quantiles;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number | null;
  readonly cached: number;
  readonly degraded: number;
  readonly truncated: number;
  readonly feedback: { readonly up: number; readonly down: number };
}

/** Those of one part of the window. */
export interface StatsPoint extends StatsRow {
  /** When the part begins. */
  readonly at: string;
}

export interface Stats {
  readonly window: StatsWindow;
  readonly from: string;
  readonly to: string;
  readonly items: readonly StatsRow[];
  /** How long a part of the series is; null where there is none. */
  readonly bucketMs: number | null;
  /** Oldest first; parts without asks are left out. */
  readonly series: readonly StatsPoint[];
}
