import { DDSketch } from '@datadog/sketches-js';
import { nearestRank } from '../../common/nearest-rank.js';
import type { AskFigures } from '../../trace/trace-figures.js';

/** How far a quantile may be from the exact one, as a share of it. */
export const QUANTILE_ERROR = 0.01;

/** The asks of one intent that one profile served, added up. */
export class GroupFigures {
  count = 0;
  errors = 0;
  promptTokens = 0;
  completionTokens = 0;
  /** Null as long as no ask had a known price. */
  cost: number | null = null;
  cached = 0;
  degraded = 0;
  truncated = 0;
  up = 0;
  down = 0;
  private readonly latencies = newSketch();
  private readonly firstContents = newSketch();

  constructor(
    readonly intent: string | null,
    readonly profile: string | null,
  ) {}

  add(ask: AskFigures): void {
    this.count += 1;
    if (ask.status === 'failed' || ask.status === 'refused') this.errors += 1;
    this.promptTokens += ask.promptTokens ?? 0;
    this.completionTokens += ask.completionTokens ?? 0;
    if (ask.cost !== null) this.cost = (this.cost ?? 0) + ask.cost;
    this.cached += Number(ask.cached);
    this.degraded += Number(ask.degraded);
    this.truncated += Number(ask.truncated);
    this.up += Number(ask.feedback === 'up');
    this.down += Number(ask.feedback === 'down');
    if (ask.latencyMs !== null) this.latencies.accept(ask.latencyMs);
    if (ask.firstContentMs !== null) this.firstContents.accept(ask.firstContentMs);
  }

  merge(other: GroupFigures): void {
    this.count += other.count;
    this.errors += other.errors;
    this.promptTokens += other.promptTokens;
    this.completionTokens += other.completionTokens;
    if (other.cost !== null) this.cost = (this.cost ?? 0) + other.cost;
    this.cached += other.cached;
    this.degraded += other.degraded;
    this.truncated += other.truncated;
    this.up += other.up;
    this.down += other.down;
    this.latencies.merge(other.latencies);
    this.firstContents.merge(other.firstContents);
  }

  /** Milliseconds; null without data. @param share from 0 to 1 */
  latencyMs(share: number): number | null {
    return quantileOf(this.latencies, share);
  }

  /** Milliseconds; null without data. @param share from 0 to 1 */
  firstContentMs(share: number): number | null {
    return quantileOf(this.firstContents, share);
  }
}

/** Sketches can be added up, which quantiles cannot: "DDSketch", https://www.vldb.org/pvldb/vol12/p2195-masson.pdf */
function newSketch(): DDSketch {
  return new DDSketch({ relativeAccuracy: QUANTILE_ERROR });
}

/** Of the value of the nearest rank. */
function quantileOf(sketch: DDSketch, share: number): number | null {
  const { count } = sketch;
  if (count === 0) return null;
  // It gives the value at `quantile * (count - 1)`, counted from 0 and rounded down; half a place keeps that off a wrong one.
  const place = nearestRank(share, count) - 1 + 0.5;
  return sketch.getValueAtQuantile(Math.min(1, place / (count - 1)));
}
