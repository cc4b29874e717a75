import { ApiProperty } from '@nestjs/swagger';
import type { Usage } from '../../agent/agent-client.js';
import type { TraceRecord, TraceStatus } from '../../trace/trace-record.js';
import type { TracePage } from '../../trace/trace-store.js';
import { TRACE_STATUSES } from './trace-query.dto.js';

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

  @ApiProperty({ type: Object, nullable: true, example: { promptTokens: 310, completionTokens: 42 } })
  readonly usage: Usage | null;

  @ApiProperty({ format: 'date-time' })
  readonly startedAt: string;

  @ApiProperty({ type: Number, nullable: true, description: 'Null while it runs.' })
  readonly latencyMs: number | null;
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
  };
}
