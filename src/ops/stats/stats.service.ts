import { setImmediate as endOfTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { LiveConfig } from '../../config/live-config.js';
import { IntentRegistry } from '../../intents/intent-registry.js';
import { TraceFigures } from '../../trace/trace-figures.js';
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

/** Statistics of this environment's asks, from their traces. */
@Injectable()
export class StatsService {
  private readonly slices: FiguresSlices;

  constructor(
    traces: TraceFigures,
    intents: IntentRegistry,
    private readonly clock: Clock,
    private readonly config: LiveConfig,
  ) {
    this.slices = new FiguresSlices(traces, clock, (name) => intents.get(name) !== undefined);
  }

  /** @throws AppError `INTERNAL`, reason `storage` */
  async report({ window, intent, profile, buckets: atMost }: StatsQuery): Promise<StatsReport> {
    const sliced = slicedWindow(window, this.clock.now());
    const bucketMs = atMost === 0 ? null : bucketLength(sliced, atMost);
    const matches = (group: GroupFigures): boolean =>
      (intent === undefined || group.intent === intent) &&
      (profile === undefined || group.profile === profile);
    const whole = new GroupedFigures();
    const buckets = new Map<number, GroupedFigures>();
    for await (const { at, figures } of this.slicesOf(sliced)) {
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

  private async *slicesOf({
    slices,
    sliceMs,
  }: SlicedWindow): AsyncIterable<{ at: number; figures: GroupedFigures }> {
    const environment = this.config.current.environment.name;
    for (const at of slices) {
      yield { at, figures: await this.slices.figuresOf({ environment, from: at, to: at + sliceMs }) };
      // Slices that are kept come at once, and adding them up takes its time, too.
      await endOfTurn();
    }
  }
}
