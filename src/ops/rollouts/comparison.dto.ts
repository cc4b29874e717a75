import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { DECISIONS, type ArmTest } from '../../rollouts/arm-tests.js';
import type { ArmReport, Comparison } from '../../rollouts/rollout-comparisons.js';
import { rounded } from '../../rollouts/taking-back.js';
import { METRICS, type Metric } from '../../rollouts/user-samples.js';
import { WINDOWS, type StatsWindow } from '../stats/stats-windows.js';

const WINDOW_NAMES = Object.keys(WINDOWS);

export class RolloutQuery {
  @ApiPropertyOptional({
    enum: WINDOW_NAMES,
    description: 'How far back figures are counted; since the rollout began when absent, 7 days at the most.',
  })
  @IsOptional()
  @IsIn(WINDOW_NAMES, { message: `must be one of ${WINDOW_NAMES.join(', ')}` })
  readonly window?: StatsWindow;
}

/** What speaks against a tried profile, by one of the metrics. */
export class RolloutTest {
  @ApiProperty({ enum: METRICS })
  readonly metric: Metric;

  @ApiProperty({ description: 'Users of the tried profile who fared badly with their first ask.' })
  readonly bad: number;

  @ApiProperty({ description: 'Of so many.' })
  readonly of: number;

  @ApiProperty()
  readonly baselineBad: number;

  @ApiProperty()
  readonly baselineOf: number;

  @ApiProperty({ format: 'date-time', description: 'From when on these four were counted.' })
  readonly since: string;

  @ApiProperty({ description: 'An e-value: how much better the figures fit a profile that is worse.' })
  readonly evidence: number;

  @ApiProperty({ description: 'The evidence at which the profile is taken back.', example: 400 })
  readonly needed: number;

  @ApiProperty({
    enum: DECISIONS,
    description: 'no-baseline: the shares leave nobody to compare with, so that nothing is ever decided.',
  })
  readonly decision: ArmTest['decision'];
}

export class RolloutArmView {
  @ApiProperty({ example: 'summarize_v2' })
  readonly profile: string;

  @ApiProperty({ type: String, nullable: true, description: 'SHA-256 of what the profile says.' })
  readonly digest: string | null;

  @ApiProperty({ description: 'Of all users whom no target takes.', example: 10 })
  readonly percent: number;

  @ApiProperty({ description: 'Asks that the draw decided, without answers that had been given before.' })
  readonly asks: number;

  @ApiProperty({ description: 'The profile failed, or another had to take over.' })
  readonly failures: number;

  @ApiProperty({ description: 'The profile gave an answer that broke its contract, mended or not.' })
  readonly contractFailures: number;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly p50Ms: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly p95Ms: number | null;

  @ApiProperty({
    description:
      "Asks that were slower than the baseline's p95 by what the guard allows, or else by its default.",
  })
  readonly slow: number;

  @ApiProperty()
  readonly up: number;

  @ApiProperty()
  readonly down: number;

  @ApiProperty({ type: [RolloutTest], description: 'Empty of the baseline, and where nobody watches.' })
  readonly tests: readonly RolloutTest[];
}

class LatencyLimitView {
  @ApiProperty({ example: 1.25, description: "Times the baseline's p95." })
  readonly factor: number;

  @ApiProperty({ example: 500, description: "Milliseconds beyond the baseline's p95." })
  readonly ms: number;
}

@ApiExtraModels(LatencyLimitView)
class RolloutGuardView {
  @ApiProperty({ example: 50 })
  readonly minSamples: number;

  @ApiProperty({ example: 0.01 })
  readonly falseAlarms: number;

  @ApiProperty({ example: 2, description: 'Percentage points.' })
  readonly margin: number;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(LatencyLimitView) }, { type: 'boolean', enum: [false] }],
    description: 'An answer is slow that exceeds both; false: how long answers take decides nothing.',
  })
  readonly latency: LatencyLimitView | false;
}

/** Tried profiles and their baseline, side by side. */
export class RolloutComparison {
  @ApiProperty({ example: 'summarize' })
  readonly intent: string;

  @ApiProperty({
    format: 'date-time',
    description: 'The begin of a slice of time, at most a quarter of an hour long.',
  })
  readonly from: string;

  @ApiProperty({ format: 'date-time' })
  readonly to: string;

  @ApiProperty({ type: RolloutArmView })
  readonly baseline: RolloutArmView;

  @ApiProperty({ type: [RolloutArmView], description: 'Empty when nothing is tried out.' })
  readonly arms: readonly RolloutArmView[];

  @ApiProperty({ type: RolloutGuardView, nullable: true, description: 'Null when nobody watches.' })
  readonly guard: RolloutGuardView | null;
}

export function comparisonViewOf({ from, to, baseline, arms, ...rest }: Comparison): RolloutComparison {
  return {
    ...rest,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    baseline: armOf(baseline),
    arms: arms.map(armOf),
  };
}

function armOf(arm: ArmReport): RolloutArmView {
  return { ...arm, tests: arm.tests.map(testOf) };
}

function testOf({ metric, tried, baseline, since, evidence, needed, decision }: ArmTest): RolloutTest {
  return {
    metric,
    ...tried,
    baselineBad: baseline.bad,
    baselineOf: baseline.of,
    since: new Date(since).toISOString(),
    evidence: rounded(evidence),
    needed: rounded(needed),
    decision,
  };
}
