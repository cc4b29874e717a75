import type { RolloutGuard } from '../config/snapshot.js';
import { ArmCounts, type SliceCounts } from './arm-counts.js';
import { type Sample, logEvidence } from './evidence.js';
import type { Slice } from './slices.js';
import { slowStepOf } from './slowness.js';
import { METRICS, type Metric, type Samples, samplesOf } from './user-samples.js';

/** A slice of the time of a rollout, and the asks that began in it. */
export interface CountedSlice extends Slice {
  readonly counts: SliceCounts;
}

export const DECISIONS = ['too-few', 'watching', 'worse', 'no-baseline'] as const;

/** What speaks against a tried profile, by one of the metrics. */
export interface ArmTest {
  readonly metric: Metric;
  /** Users, each by the first ask. */
  readonly tried: Sample;
  readonly baseline: Sample;
  /** From when on these were counted: when it is `worse`, the begin that shows it best. Milliseconds since the Unix epoch. */
  readonly since: number;
  /** An e-value: how many times better the figures fit a profile that is worse than one that is not. */
  readonly evidence: number;
  /** What it takes for `worse`. */
  readonly needed: number;
  /** `no-baseline`: everybody gets what is tried out, so that nothing is ever decided. */
  readonly decision: (typeof DECISIONS)[number];
}

export interface Contest {
  readonly tried: readonly string[];
  readonly baseline: string;
  /** Whether the shares leave anybody to the baseline. */
  readonly hasBaseline: boolean;
  readonly guard: RolloutGuard;
}

/** Asks of the baseline without which its p95 is nobody's. */
const ENOUGH_FOR_QUANTILE = 20;

/** The largest power of e that a double holds. */
const MAX_LOG = 700;

/**
 * Holds tried profiles against their baseline, by each metric. A profile may have become worse at any time, so the evidence is
 * collected from the begin of every slice on, and mixed by weights that sum up to 1: a mixture of e-values is one.
 * @param slices in the order of time, at least one
 * @returns of each tried profile a test by each metric that the guard judges
 */
export async function testsOf(
  slices: readonly CountedSlice[],
  contest: Contest,
): Promise<ReadonlyMap<string, readonly ArmTest[]>> {
  const slowSteps = slowStepsOf(slices, contest);
  const baseline = await samplesOf(slices, contest.baseline, slowSteps);
  const tests = new Map<string, readonly ArmTest[]>();
  for (const name of contest.tried) {
    const tried = await samplesOf(slices, name, slowSteps);
    const views = slices.map((slice, at) => ({ slice, tried: tried[at], baseline: baseline[at] }));
    tests.set(name, testsBy(views, contest));
  }
  return tests;
}

/** All since the begin of a slice. */
interface View {
  readonly slice: Slice;
  readonly tried: Samples | undefined;
  readonly baseline: Samples | undefined;
}

function testsBy(views: readonly View[], { guard, hasBaseline }: Contest): ArmTest[] {
  const metrics = METRICS.filter((metric) => metric !== 'latency' || guard.latency !== false);
  const needed = metrics.length / guard.falseAlarms;
  return metrics.map((metric) => {
    const voices = voicesOf(views, metric, guard.margin / 100);
    const evidence = sumOf(voices);
    const whole = wholeOf(voices);
    const isEnough = Math.min(whole.tried.of, whole.baseline.of) >= guard.minSamples;
    const isWorse = isEnough && evidence >= needed;
    const { tried, baseline, since } = isWorse ? loudestOf(voices) : whole;
    const undecided = isEnough ? 'watching' : 'too-few';
    const decision = !hasBaseline ? 'no-baseline' : isWorse ? 'worse' : undecided;
    return { metric, tried, baseline, since, evidence, needed, decision };
  });
}

/** What is slow, as it is known at the begin of each slice: by those before it alone, or it could not be a fair bet. */
function slowStepsOf(
  slices: readonly CountedSlice[],
  { baseline, guard: { latency } }: Contest,
): (number | undefined)[] {
  const before = new ArmCounts();
  return slices.map(({ counts }) => {
    const isKnown = latency !== false && before.latencies.count >= ENOUGH_FOR_QUANTILE;
    const step = isKnown ? slowStepOf(before.latencies, latency) : undefined;
    before.merge(counts.of(baseline));
    return step;
  });
}

/** The figures since a begin, and what they say for themselves. */
interface Voice extends Pick<ArmTest, 'tried' | 'baseline' | 'since'> {
  readonly log: number;
}

const NOTHING: Sample = { bad: 0, of: 0 };

/** One for every begin, the oldest first. */
function voicesOf(views: readonly View[], metric: Metric, margin: number): Voice[] {
  return views.map((view) => {
    const tried = view.tried?.[metric] ?? NOTHING;
    const baseline = view.baseline?.[metric] ?? NOTHING;
    const { number, from: since } = view.slice;
    // 1/2, 1/6, 1/12 …: whoever waits for a change has paid for every begin before it.
    const log = logEvidence(tried, baseline, margin) - Math.log(number * (number + 1));
    return { tried, baseline, since, log };
  });
}

function sumOf(voices: readonly Voice[]): number {
  return voices.reduce((total, { log }) => total + Math.exp(Math.min(log, MAX_LOG)), 0);
}

/** The begin that speaks loudest. */
function loudestOf(voices: readonly Voice[]): Voice {
  return voices.reduce((one, other) => (other.log > one.log ? other : one));
}

/** All that there is. */
function wholeOf(voices: readonly Voice[]): Voice {
  const [oldest] = voices;
  if (oldest === undefined) throw new RangeError('there is no slice');
  return voices.find(({ tried, baseline }) => tried.of + baseline.of > 0) ?? oldest;
}
