import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { Clock } from '../../common/clock.js';
import type { TraceFigures } from '../../trace/trace-figures.js';
import { FiguresSlices } from './figures-slices.js';
import type { GroupFigures } from './group-figures.js';
import { GroupedFigures } from './grouped-figures.js';
import type { StatsQuery } from './stats-query.dto.js';
import { type SlicedWindow, bucketLength, slicedWindow } from './stats-windows.js';

/** Statistics of a window. Times are milliseconds since the Unix epoch. */
export interface StatsReport {
  readonly from: number;
  readonly to: number;
  readonly groups: readonly GroupFigures[];
  /** The length of a bucket in milliseconds; null without buckets. */
  readonly bucketMs: number | null;
  /** Oldest first. */
  readonly buckets: readonly { readonly at: number; readonly groups: readonly GroupFigures[] }[];
}

/** Statistics of asks, from their traces. */
export class StatsReports {
  private readonly slices: FiguresSlices;

  /** @param isIntent whether a name is that of an intent: a client that is refused may send any */
  constructor(
    traces: TraceFigures,
    private readonly clock: Clock,
    isIntent: (name: string) => boolean,
  ) {
    this.slices = new FiguresSlices(traces, clock, isIntent);
  }

  /** @throws AppError `INTERNAL`, reason `storage` */
  async report(
    environment: string,
    { window, intent, profile, buckets: atMost }: StatsQuery,
  ): Promise<StatsReport> {
    const sliced = slicedWindow(window, this.clock.now());
    const bucketMs = atMost === 0 ? null : bucketLength(sliced, atMost);
    const matches = (group: GroupFigures): boolean =>
      (intent === undefined || group.intent === intent) &&
      (profile === undefined || group.profile === profile);
    const whole = new GroupedFigures();
    const buckets = new Map<number, GroupedFigures>();
    for await (const { at, figures } of this.slicesOf(environment, sliced)) {
      whole.merge(figures, matches);
      if (bucketMs === null) continue;
      const bucketAt = at - ((at - sliced.from) % bucketMs);
      const bucket = buckets.get(bucketAt) ?? new GroupedFigures();
      bucket.merge(figures, matches);
      buckets.set(bucketAt, bucket);
    }
    return {
      from: sliced.from,
      to: sliced.to,
      groups: whole.sorted(),
      bucketMs,
      buckets: [...buckets].map(([at, bucket]) => ({ at, groups: bucket.sorted() })),
    };
  }

  private async *slicesOf(
    environment: string,
    { slices, sliceMs }: SlicedWindow,
  ): AsyncGenerator<{ at: number; figures: GroupedFigures }> {
    for (const at of slices) {
      yield { at, figures: await this.slices.figuresOf({ environment, from: at, to: at + sliceMs }) };
      // Slices that are kept come at once, and adding them up takes its time, too.
      await endOfTurn();
    }
  }
}
