import { ApiProperty, PickType } from '@nestjs/swagger';
import type { Usage } from '../../agent/agent-client.js';
import {
  type ComparedAttempt,
  type ComparedFigure,
  type Comparison,
  FIGURE_NAMES,
  type Side,
} from '../../replays/comparison/comparison.js';
import type { DiffPart } from '../../replays/comparison/text-diff.js';
import { TraceAttempt } from '../traces/trace-detail.dto.js';
import { TRACE_STATUSES } from '../traces/trace-query.dto.js';

class ComparisonAttempt
  extends PickType(TraceAttempt, ['profile', 'model', 'outcome', 'reason', 'said', 'fault', 'corrects'])
  implements ComparedAttempt {}

class ComparisonSide {
  @ApiProperty({ description: 'Of its trace.', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String, nullable: true, example: 'summarize_v1' })
  readonly profile: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'SHA-256 of what the profile says.' })
  readonly profileDigest: string | null;

  @ApiProperty({ description: 'SHA-256 of the configuration that the profile and its model are from.' })
  readonly configDigest: string;

  @ApiProperty({ type: String, nullable: true, description: "The model's alias.", example: 'fast' })
  readonly model: string | null;

  @ApiProperty({ enum: TRACE_STATUSES })
  readonly status: Side['status'];

  @ApiProperty({ type: String, nullable: true, example: 'OUTPUT_INVALID' })
  readonly errorCode: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'provider_timeout' })
  readonly errorReason: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly answer: string | null;

  @ApiProperty({ type: Object, nullable: true, description: 'As the intent has it.' })
  readonly output: Side['output'];

  @ApiProperty({ description: 'A limit cut something off.' })
  readonly truncated: boolean;

  @ApiProperty()
  readonly degraded: boolean;

  @ApiProperty({ type: Object, nullable: true, example: { promptTokens: 310, completionTokens: 42 } })
  readonly usage: Usage | null;

  @ApiProperty({ type: Number, nullable: true, description: 'In the currency of the price list.' })
  readonly cost: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Milliseconds, like the next, without those that it waited for a place on a gateway.',
  })
  readonly latencyMs: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly firstContentMs: number | null;

  @ApiProperty({
    type: [ComparisonAttempt],
    description: 'Who was asked, in turn, and why what they said could not be used.',
  })
  readonly attempts: readonly ComparedAttempt[];

  @ApiProperty({ format: 'date-time' })
  readonly startedAt: string;
}

class ComparisonPart implements DiffPart {
  @ApiProperty({ enum: ['same', 'removed', 'added'] })
  readonly type: DiffPart['type'];

  @ApiProperty()
  readonly text: string;
}

class ComparisonFigure implements ComparedFigure {
  @ApiProperty({ enum: FIGURE_NAMES })
  readonly name: ComparedFigure['name'];

  @ApiProperty({ type: Number, nullable: true })
  readonly original: number | null;

  @ApiProperty({ type: Number, nullable: true })
  readonly replay: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'How much more the replay has.' })
  readonly change: number | null;
}

/** A replay beside its original. */
export class ComparisonView {
  @ApiProperty({ description: "Of the replay's trace.", format: 'uuid' })
  readonly id: string;

  @ApiProperty({ description: "Of the original's.", format: 'uuid' })
  readonly replayOf: string;

  @ApiProperty()
  readonly original: ComparisonSide;

  @ApiProperty()
  readonly replay: ComparisonSide;

  @ApiProperty({
    type: [ComparisonPart],
    description: 'Word by word, and sign by sign in Chinese. `same` and `removed` make the original answer.',
  })
  readonly diff: readonly DiffPart[];

  @ApiProperty({ type: [ComparisonFigure] })
  readonly figures: readonly ComparedFigure[];

  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'How much of both answers is the same; null unless both are there and kept.',
  })
  readonly similarity: number | null;
}

export function comparisonViewOf(comparison: Comparison): ComparisonView {
  const { original, replay } = comparison;
  return { ...comparison, original: sideOf(original), replay: sideOf(replay) };
}

function sideOf(side: Side): ComparisonSide {
  return { ...side, startedAt: new Date(side.startedAt).toISOString() };
}
