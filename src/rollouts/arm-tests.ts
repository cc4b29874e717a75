import type { RolloutGuard } from '../config/snapshot.js';
import { type ArmCounts, SliceCounts } from './arm-counts.js';
import { type Sample, logEvidence } from './evidence.js';
import type { LatencyCounts } from './latency-counts.js';
import type { Slice } from './slices.js';

export const METRICS = ['failures', 'contract', 'latency', 'down-votes'] as const;
export type Metric = (typeof METRICS)[number];

/** A slice of the time of a rollout, and the asks that began in it. */
export interface CountedSlice extends Slice {
  readonly counts: SliceCounts;
}

/** What speaks against a tried profile, by one of the metrics. */
export interface ArmTest {
  readonly metric: Metric;
  readonly tried: Sample;
  readonly baseline: Sample;
  /** From when on these were counted: when it is `worse`, the begin that shows it best. Milliseconds since the Unix epoch. */
  readonly since: number;
  /** An e-value: how many times better the figures fit a profile that is worse than one that is not. */
  readonly evidence: number;
  /** What it takes for `worse`. */
  readonly needed: number;
  readonly decision: 'too-few' | 'watching' | 'worse';
}

export interface Contest {
  readonly tried: string;
  readonly baseline: string;
  readonly guard: RolloutGuard;
}

/** What is slow: slower than nineteen of twenty asks of the baseline. */
export const SLOW_QUANTILE = 0.95;

/** Asks of the baseline without which its p95 is nobody's. */
const ENOUGH_FOR_QUANTILE = 20;

/** The largest power of e that a double holds. */
const MAX_LOG = 700;

/**
 * Holds a tried profile against its baseline, by each metric. The profile may have become worse at any time, so the evidence is
 * collected from the begin of every slice on, and mixed by weights that sum up to 1: a mixture of e-values is one.
 * @param slices in the order of time, at least one
 */
export function testsOf(slices: readonly CountedSlice[], contest: Contest): ArmTest[] {
  const { guard } = contest;
  const whole = new SliceCounts();
  for (const { counts } of slices) whole.merge(counts);
  const asks = [whole.of(contest.tried).asks, whole.of(contest.baseline).asks];
  const isEnough = asks.every((count) => count >= guard.minSamples);
  const needed = METRICS.length / guard.falseAlarms;
  const views = viewsOf(slices, contest);
  return METRICS.map((metric) => {
    const voices = voicesOf(views, metric, guard.margin / 100);
    const evidence = sumOf(voices);
    const isWorse = isEnough && evidence >= needed;
    const { tried, baseline, since } = tellingOf(voices, isWorse);
    const decision = isWorse ? 'worse' : isEnough ? 'watching' : 'too-few';
    return { metric, tried, baseline, since, evidence, needed, decision };
  });
}

/** All since the begin of a slice. */
interface View {
  readonly slice: Slice;
  readonly tried: ArmCounts;
  readonly baseline: ArmCounts;
  /** What is slow, as it was known at that begin; undefined when nobody could know. */
  readonly slowFrom: number | undefined;
}

/** One from every begin on, the newest first. */
function viewsOf(slices: readonly CountedSlice[], { tried, baseline }: Contest): View[] {
  const slow = slowSteps(slices, baseline);
  const since = new SliceCounts();
  return slices.toReversed().map(({ counts, ...slice }, at) => {
    since.merge(counts);
    const frozen = new SliceCounts();
    frozen.merge(since);
    const slowFrom = slow.at(-1 - at);
    return { slice, tried: frozen.of(tried), baseline: frozen.of(baseline), slowFrom };
  });
}

/** What is slow, as it is known at the begin of each slice: by those before it alone, or it could not be a fair bet. */
function slowSteps(slices: readonly CountedSlice[], baseline: string): (number | undefined)[] {
  const before = new SliceCounts();
  return slices.map(({ counts }) => {
    const { latencies } = before.of(baseline);
    const step = latencies.count < ENOUGH_FOR_QUANTILE ? undefined : latencies.stepOf(SLOW_QUANTILE);
    before.merge(counts);
    return step;
  });
}

/** The figures since a begin, and what they say for themselves. */
interface Voice extends Pick<ArmTest, 'tried' | 'baseline' | 'since'> {
  readonly log: number;
}

/** One for every begin, the oldest first. */
function voicesOf(views: readonly View[], metric: Metric, margin: number): Voice[] {
  return views.toReversed().map((view) => {
    const tried = sampleOf(view.tried, metric, view.slowFrom);
    const baseline = sampleOf(view.baseline, metric, view.slowFrom);
    const { number, from: since } = view.slice;
    // 1/2, 1/6, 1/12 …: whoever waits for a change has paid for every begin before it.
    const log = logEvidence(tried, baseline, margin) - Math.log(number * (number + 1));
    return { tried, baseline, since, log };
  });
}

function sumOf(voices: readonly Voice[]): number {
  return voices.reduce((total, { log }) => total + Math.exp(Math.min(log, MAX_LOG)), 0);
}

/** What tells most: of a profile that is worse the begin that speaks loudest, else all that there is. */
function tellingOf(voices: readonly Voice[], isWorse: boolean): Voice {
  const [oldest, ...others] = voices;
  if (oldest === undefined) throw new RangeError('there is no slice');
  if (isWorse) return others.reduce((one, other) => (other.log > one.log ? other : one), oldest);
  return voices.find(({ tried, baseline }) => tried.of + baseline.of > 0) ?? oldest;
}

function sampleOf(counts: ArmCounts, metric: Metric, slowFrom: number | undefined): Sample {
  const { asks: of, failures, contractFailures, down, latencies } = counts;
  switch (metric) {
    case 'failures':
      return { bad: failures, of };
    case 'contract':
      return { bad: contractFailures, of };
    case 'down-votes':
      return { bad: down, of };
    case 'latency':
      return slowOf(latencies, slowFrom);
  }
}

function slowOf(latencies: LatencyCounts, slowFrom: number | undefined): Sample {
  return slowFrom === undefined ? { bad: 0, of: 0 } : { bad: latencies.above(slowFrom), of: latencies.count };
}
