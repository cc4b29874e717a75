import { ApiProperty } from '@nestjs/swagger';
import type { Usage } from '../../agent/agent-client.js';
import type { Feedback, TraceRecord, TraceStatus } from '../../trace/trace-record.js';
import type { TracePage } from '../../trace/trace-store.js';
import { RATINGS, TRACE_STATUSES } from './trace-query.dto.js';

/** A trace in a list: what tells it from the others. */
export class TraceSummary {
  @ApiProperty({ description: 'Unique, unlike the traceId.', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ example: '1710000000000' })
  readonly traceId: string;

  @ApiProperty({ type: String, nullable: true, example: 'u_123' })
  readonly userId: string | null;

  @ApiProperty({ example: 'prod' })
  readonly environment: string;

  @ApiProperty({ type: String, nullable: true, example: 'summarize' })
  readonly intent: string | null;

  @ApiProperty({ enum: TRACE_STATUSES })
  readonly status: TraceStatus;

  @ApiProperty({ type: String, nullable: true, example: 'AGENT_TIMEOUT' })
  readonly errorCode: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 200 })
  readonly httpStatus: number | null;

  @ApiProperty({ type: String, nullable: true, example: 'summarize_v1' })
  readonly profile: string | null;

  @ApiProperty({ type: String, nullable: true, description: "The model's alias.", example: 'fast' })
  readonly model: string | null;

  @ApiProperty({ description: 'The answer had been given before.' })
  readonly cached: boolean;

  @ApiProperty()
  readonly degraded: boolean;

  @ApiProperty({ description: 'A limit cut something off.' })
  readonly truncated: boolean;

  @ApiProperty({ type: Object, nullable: true, example: { promptTokens: 310, completionTokens: 42 } })
  readonly usage: Usage | null;

  @ApiProperty({ format: 'date-time' })
  readonly startedAt: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Null while it runs.' })
  readonly latencyMs: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Milliseconds from the begin of the attempt that answered.',
  })
  readonly firstContentMs: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'What its attempts cost by the usage that agents told, in the currency of the price list. Null where that is not known.',
    example: 0.0001299,
  })
  readonly cost: number | null;

  @ApiProperty({ enum: RATINGS, nullable: true, description: 'What the user thought of the answer.' })
  readonly feedback: Feedback['rating'] | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'uuid',
    description: 'The `id` of the trace that it replays.',
  })
  readonly replayOf: string | null;
}

export class TraceList {
  @ApiProperty({ type: [TraceSummary], description: 'Newest first.' })
  readonly items: readonly TraceSummary[];

  @ApiProperty({ type: String, nullable: true, description: 'For `cursor`; null on the last page.' })
  readonly nextCursor: string | null;
}

export function listOf({ records, nextCursor }: TracePage): TraceList {
  return { items: records.map(summaryOf), nextCursor };
}

function summaryOf(record: TraceRecord): TraceSummary {
  return {
    id: record.id,
    traceId: record.traceId,
    userId: record.userId,
    environment: record.environment,
    intent: record.intent,
    status: record.status,
    errorCode: record.errorCode,
    httpStatus: record.httpStatus,
    profile: record.profile,
    model: record.model,
    cached: record.cached,
    degraded: record.degraded,
    usage: record.usage,
    startedAt: new Date(record.startedAt).toISOString(),
    latencyMs: record.latencyMs,
    truncated: record.truncated,
    firstContentMs: record.firstContentMs,
    cost: record.cost ?? null,
    feedback: record.feedback?.rating ?? null,
    replayOf: record.replayOf ?? null,
  };
}
