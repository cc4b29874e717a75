import { nearestRank } from '../common/nearest-rank.js';

/** Each step is so much wider than the one before: values are told to a hundredth. */
const STEP = 1.02;
const LOG_STEP = Math.log(STEP);

/** In which step a latency is. @param ms milliseconds */
export function latencyStep(ms: number): number {
  return ms < 1 ? 0 : Math.ceil(Math.log(ms) / LOG_STEP);
}

/** How many asks took how long, in steps of two hundredths, so that counts can be added up and compared. */
export class LatencyCounts {
  /** By step. */
  private readonly counts = new Map<number, number>();
  private total = 0;

  get count(): number {
    return this.total;
  }

  merge(other: LatencyCounts): void {
    for (const [step, count] of other.counts) this.put(step, count);
  }

  /** @param count of asks in that step; below 0 takes some out that are in it */
  put(step: number, count: number): void {
    this.counts.set(step, (this.counts.get(step) ?? 0) + count);
    this.total += count;
  }

  /** Whole milliseconds; null without data. @param share from 0 to 1 */
  quantileMs(share: number): number | null {
    const step = this.stepOf(share);
    return step === undefined ? null : Math.round((2 * STEP ** step) / (1 + STEP));
  }

  /** Asks that were slower than all of that step. */
  above(step: number): number {
    let sum = 0;
    for (const [other, count] of this.counts) if (other > step) sum += count;
    return sum;
  }

  private stepOf(share: number): number | undefined {
    if (this.total === 0) return undefined;
    let left = nearestRank(share, this.total);
    for (const [step, count] of [...this.counts].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return step;
    }
    return undefined;
  }
}
