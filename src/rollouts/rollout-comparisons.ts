import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { ConfigLayers } from '../config/live/config-layers.js';
import type { Profile, RolloutGuard, Snapshot } from '../config/snapshot.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import { type Rollout, rolloutOf } from '../profiles/rollout.js';
import { RolloutFigures } from '../trace/rollout-figures.js';
import { SliceCounts } from './arm-counts.js';
import { type ArmTest, type CountedSlice, SLOW_QUANTILE, testsOf } from './arm-tests.js';
import { RolloutSlices } from './rollout-slices.js';

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
  /** Asks that were slower than the p95 of the baseline. */
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
  async tests(rollout: Rollout): Promise<ReadonlyMap<string, readonly ArmTest[]>> {
    return testsIn(rollout, await this.slicesOf(rollout));
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
    const all = await this.slicesOf(rollout);
    const slices = all.filter((slice) => slice.to > to - windowMs);
    const whole = new SliceCounts();
    for (const { counts } of slices) whole.merge(counts);
    const { baseline, tried, guard } = rollout;
    const slowFrom = whole.of(baseline.name).latencies.stepOf(SLOW_QUANTILE);
    const tests = testsIn(rollout, all);
    const report = (profile: Profile, percent: number): ArmReport => ({
      ...reportOf(whole, profile.name, slowFrom),
      digest: profile.digest,
      percent,
      tests: tests.get(profile.name) ?? [],
    });
    const shared = tried.reduce((sum, { percent }) => sum + percent, 0);
    return {
      intent,
      from: slices[0]?.from ?? to,
      to,
      baseline: report(baseline, Math.max(0, 100 - shared)),
      arms: tried.map(({ profile, percent }) => report(profile, percent)),
      guard,
    };
  }

  /** A rollout that was taken back and is tried again begins anew. */
  private slicesOf({ key, intent }: Rollout): Promise<CountedSlice[]> {
    return this.slices.of(key, this.layers.newestOf({ kind: 'route', key: intent })?.at ?? 0);
  }
}

function testsIn(
  { baseline, tried, guard }: Rollout,
  slices: readonly CountedSlice[],
): ReadonlyMap<string, readonly ArmTest[]> {
  if (guard === null || slices.length === 0) return new Map();
  const testsAgainst = (name: string) => testsOf(slices, { tried: name, baseline: baseline.name, guard });
  return new Map(tried.map(({ profile: { name } }) => [name, testsAgainst(name)]));
}

function nothingTried(snapshot: Snapshot, intent: string, now: number): Comparison | null {
  const registry = new ProfileRegistry(snapshot);
  const profile = registry.route(intent)?.route.profile;
  if (profile === undefined) return null;
  const digest = registry.find(profile)?.digest ?? null;
  const figures = reportOf(new SliceCounts(), profile, undefined);
  const baseline: ArmReport = { ...figures, digest, percent: 100, tests: [] };
  return { intent, from: now, to: now, baseline, arms: [], guard: null };
}

function reportOf(whole: SliceCounts, profile: string, slowFrom: number | undefined) {
  const { asks, failures, contractFailures, up, down, latencies } = whole.of(profile);
  return {
    profile,
    asks,
    failures,
    contractFailures,
    p50Ms: latencies.quantileMs(0.5),
    p95Ms: latencies.quantileMs(SLOW_QUANTILE),
    slow: slowFrom === undefined ? 0 : latencies.above(slowFrom),
    up,
    down,
  };
}
