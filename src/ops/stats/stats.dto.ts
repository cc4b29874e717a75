import { ApiProperty } from '@nestjs/swagger';
import { type GroupFigures, QUANTILE_ERROR } from './group-figures.js';
import type { StatsReport } from './stats-reports.js';
import { WINDOWS, type StatsWindow } from './stats-windows.js';

/** Milliseconds, at most a hundredth off; null without data. */
export class Quantiles {
  @ApiProperty({ type: Number, nullable: true, example: 1840 })
  readonly p50: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 4310 })
  readonly p95: number | null;
}

export class FeedbackCounts {
  @ApiProperty()
  readonly up: number;

  @ApiProperty()
  readonly down: number;
}

/** The asks of one intent that one profile served. Those that still run are not counted, nor are replays. */
export class StatsRow {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'summarize',
    description: 'Null when it named none that there is.',
  })
  readonly intent: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'summarize_v1',
    description: 'Null when it was refused before one was chosen.',
  })
  readonly profile: string | null;

  @ApiProperty({ example: 1280 })
  readonly count: number;

  @ApiProperty({ description: 'How many failed or were refused; those that were cancelled are no errors.' })
  readonly errors: number;

  @ApiProperty({ minimum: 0, maximum: 1 })
  readonly errorRate: number;

  @ApiProperty({ description: `Share by which quantiles may be off: ${QUANTILE_ERROR}.` })
  readonly latencyMs: Quantiles;

  @ApiProperty({ description: 'From the begin of the attempt that answered.' })
  readonly firstContentMs: Quantiles;

  @ApiProperty()
  readonly promptTokens: number;

  @ApiProperty()
  readonly completionTokens: number;

  @ApiProperty({ type: Number, nullable: true, description: 'Null where no price is known.' })
  readonly cost: number | null;

  @ApiProperty({ description: 'Answers that had been given before.' })
  readonly cached: number;

  @ApiProperty()
  readonly degraded: number;

  @ApiProperty()
  readonly truncated: number;

  @ApiProperty()
  readonly feedback: FeedbackCounts;
}

/** Those of one part of the window. */
export class StatsPoint extends StatsRow {
  @ApiProperty({ format: 'date-time', description: 'When the part begins.' })
  readonly at: string;
}

export class Stats {
  @ApiProperty({ enum: Object.keys(WINDOWS) })
  readonly window: StatsWindow;

  @ApiProperty({ format: 'date-time', description: 'Up to a hundredth earlier than the window says.' })
  readonly from: string;

  @ApiProperty({ format: 'date-time' })
  readonly to: string;

  @ApiProperty({ type: [StatsRow], description: 'By intent, then by profile.' })
  readonly items: readonly StatsRow[];

  @ApiProperty({ type: Number, nullable: true, description: 'How long a part of the series is.' })
  readonly bucketMs: number | null;

  @ApiProperty({ type: [StatsPoint], description: 'Oldest first; parts without asks are left out.' })
  readonly series: readonly StatsPoint[];
}

export function statsOf(window: StatsWindow, report: StatsReport): Stats {
  const { from, to, groups, bucketMs, buckets } = report;
  return {
    window,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    items: groups.map(rowOf),
    bucketMs,
    series: buckets.flatMap((bucket) => {
      const at = new Date(bucket.at).toISOString();
      return bucket.groups.map((group) => ({ ...rowOf(group), at }));
    }),
  };
}

function rowOf(group: GroupFigures) {
  return {
    intent: group.intent,
    profile: group.profile,
    count: group.count,
    errors: group.errors,
    errorRate: group.errors / group.count,
    latencyMs: { p50: whole(group.latencyMs(0.5)), p95: whole(group.latencyMs(0.95)) },
    firstContentMs: { p50: whole(group.firstContentMs(0.5)), p95: whole(group.firstContentMs(0.95)) },
    promptTokens: group.promptTokens,
    completionTokens: group.completionTokens,
    cost: group.cost,
    cached: group.cached,
    degraded: group.degraded,
    truncated: group.truncated,
    feedback: { up: group.up, down: group.down },
  };
}

function whole(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds);
}
