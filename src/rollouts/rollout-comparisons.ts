import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ConfigLayers } from '../config/live/config-layers.js';
import { DEFAULT_LATENCY_LIMIT } from '../config/rollout-guard.js';
import type { Profile, RolloutGuard, Snapshot } from '../config/snapshot.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import { type Rollout, rolloutOf } from '../profiles/rollout.js';
import { RolloutFigures } from '../trace/rollout-figures.js';
import { ArmCounts, wholeOf } from './arm-counts.js';
import { type ArmTest, type CountedSlice, testsOf } from './arm-tests.js';
import { RolloutSlices } from './rollout-slices.js';
import { SLOW_QUANTILE, slowStepOf } from './slowness.js';

const DAY_MS = 86_400_000;

/** One arm of a rollout, and what became of its asks. */
export interface ArmReport {
  readonly profile: string;
  /** Null where there is no such profile. */
  readonly digest: string | null;
  /** Of all users whom no target takes. */
  readonly percent: number;
  readonly asks: number;
  readonly failures: number;
  readonly contractFailures: number;
  /** Whole milliseconds; null without data. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Asks that were slower than the p95 of the baseline by what the guard allows, or would where nobody watches. */
  readonly slow: number;
  readonly up: number;
  readonly down: number;
  /** What speaks against it since the rollout began; empty of the baseline, and where nobody watches. */
  readonly tests: readonly ArmTest[];
}

export interface Comparison {
  readonly intent: string;
  /** Milliseconds since the Unix epoch, like `to`. */
  readonly from: number;
  readonly to: number;
  readonly baseline: ArmReport;
  /** Empty when nothing is tried out. */
  readonly arms: readonly ArmReport[];
  readonly guard: RolloutGuard | null;
}

/** Tried profiles and their baselines, side by side. */
@Injectable()
export class RolloutComparisons {
  private readonly slices: RolloutSlices;

  constructor(
    figures: RolloutFigures,
    private readonly layers: ConfigLayers,
    private readonly clock: Clock,
  ) {
    this.slices = new RolloutSlices(figures, clock);
  }

  /** What speaks against each of the tried profiles; none without asks. @throws AppError `INTERNAL`, reason `storage` */
  async tests(snapshot: Snapshot, rollout: Rollout): Promise<ReadonlyMap<string, readonly ArmTest[]>> {
    return testsIn(rollout, await this.slicesOf(snapshot, rollout));
  }

  /**
   * How the arms of an intent's rollout compare; null for an intent without a route.
   * @param windowMs how far back, in whole slices; since the rollout began when absent, a week at the most
   * @throws AppError `INTERNAL`, reason `storage`
   */
  async compare(snapshot: Snapshot, intent: string, windowMs = Infinity): Promise<Comparison | null> {
    const to = this.clock.now();
    const rollout = rolloutOf(snapshot, intent);
    if (rollout === undefined) return nothingTried(snapshot, intent, to);
    const all = await this.slicesOf(snapshot, rollout);
    const slices = all.filter((slice) => slice.to > to - windowMs);
    const { baseline, baselinePercent, tried, guard } = rollout;
    const limit = guard?.latency || DEFAULT_LATENCY_LIMIT;
    const slowStep = slowStepOf(wholeOf(slices, baseline.name).latencies, limit);
    const tests = await testsIn(rollout, all);
    const report = (profile: Profile, percent: number): ArmReport => ({
      ...reportOf(wholeOf(slices, profile.name), profile.name, slowStep),
      digest: profile.digest,
      percent,
      tests: tests.get(profile.name) ?? [],
    });
    return {
      intent,
      from: slices[0]?.from ?? to,
      to,
      baseline: report(baseline, baselinePercent),
      arms: tried.map(({ profile, percent }) => report(profile, percent)),
      guard,
    };
  }

  /** A rollout that was taken back and is tried again begins anew. */
  private slicesOf({ environment }: Snapshot, { key, intent }: Rollout): Promise<CountedSlice[]> {
    return this.slices.of(key, {
      notBefore: this.layers.newestOf({ kind: 'route', key: intent })?.at ?? 0,
      reachMs: environment.retention.tracesDays * DAY_MS,
    });
  }
}

async function testsIn(
  { baseline, baselinePercent, tried, guard }: Rollout,
  slices: readonly CountedSlice[],
): Promise<ReadonlyMap<string, readonly ArmTest[]>> {
  if (guard === null || slices.length === 0) return new Map();
  return testsOf(slices, {
    tried: tried.map(({ profile: { name } }) => name),
    baseline: baseline.name,
    hasBaseline: baselinePercent > 0,
    guard,
  });
}

function nothingTried(snapshot: Snapshot, intent: string, now: number): Comparison | null {
  const registry = new ProfileRegistry(snapshot);
  const profile = registry.route(intent)?.route.profile;
  if (profile === undefined) return null;
  const digest = registry.find(profile)?.digest ?? null;
  const figures = reportOf(new ArmCounts(), profile, undefined);
  const baseline: ArmReport = { ...figures, digest, percent: 100, tests: [] };
  return { intent, from: now, to: now, baseline, arms: [], guard: null };
}

function reportOf(counts: ArmCounts, profile: string, slowStep: number | undefined) {
  const { asks, failures, contractFailures, up, down, latencies } = counts;
  return {
    profile,
    asks,
    failures,
    contractFailures,
    p50Ms: latencies.quantileMs(0.5),
    p95Ms: latencies.quantileMs(SLOW_QUANTILE),
    slow: slowStep === undefined ? 0 : latencies.above(slowStep),
    up,
    down,
  };
}
