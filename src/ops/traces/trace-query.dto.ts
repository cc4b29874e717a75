import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { TRACE_ID_PATTERN, USER_ID_PATTERN } from '../../common/ids.js';
import type { Feedback, TraceStatus } from '../../trace/trace-record.js';
import { toEpochMs } from '../../common/text/epoch-ms.js';

const STATUS = {
  running: true,
  complete: true,
  failed: true,
  cancelled: true,
  refused: true,
} as const satisfies Record<TraceStatus, true>;

export const TRACE_STATUSES = Object.keys(STATUS);

const RATING = { up: true, down: true } as const satisfies Record<Feedback['rating'], true>;

export const RATINGS = Object.keys(RATING);

const ORIGINS = ['ask', 'replay'] as const;

const MAX_LIMIT = 100;
/** An intent's or a profile's name, also one that no longer exists: anything printable. */
export const NAME = /^\P{C}{1,128}$/u;
export const NAME_MESSAGE = 'must be 1 to 128 printable characters';
const TIME_MESSAGE = 'must be a time such as 2026-03-01T08:00:00Z, or milliseconds since the Unix epoch';
const TIME_SCHEMA = { type: 'string', example: '2026-03-01T08:00:00+08:00' } as const;

/** The query of the trace search; whatever is given must hold for a trace to be found. */
export class TraceQuery {
  @ApiPropertyOptional({ description: "The client's traceId; every user may have used it." })
  @IsOptional()
  @Matches(TRACE_ID_PATTERN, { message: 'must be 1 to 64 of A-Z a-z 0-9 . _ : -' })
  readonly traceId?: string;

  @ApiPropertyOptional({ example: 'u_123' })
  @IsOptional()
  @Matches(USER_ID_PATTERN, { message: 'must be a user id as tokens carry it' })
  readonly userId?: string;

  @ApiPropertyOptional({ example: 'summarize' })
  @IsOptional()
  @Matches(NAME, { message: NAME_MESSAGE })
  readonly intent?: string;

  @ApiPropertyOptional({ example: 'summarize_v1' })
  @IsOptional()
  @Matches(NAME, { message: NAME_MESSAGE })
  readonly profile?: string;

  @ApiPropertyOptional({ enum: TRACE_STATUSES })
  @IsOptional()
  @IsIn(TRACE_STATUSES, { message: `must be one of ${TRACE_STATUSES.join(', ')}` })
  readonly status?: TraceStatus;

  @ApiPropertyOptional({ enum: RATINGS, description: 'What the user thought of the answer.' })
  @IsOptional()
  @IsIn(RATINGS, { message: `must be one of ${RATINGS.join(', ')}` })
  readonly feedback?: Feedback['rating'];

  @ApiPropertyOptional({ enum: ORIGINS, description: 'Asks of users, or replays of them; both when absent.' })
  @IsOptional()
  @IsIn(ORIGINS, { message: `must be one of ${ORIGINS.join(', ')}` })
  readonly origin?: (typeof ORIGINS)[number];

  @ApiPropertyOptional({
    ...TIME_SCHEMA,
    description: 'Begun then or later. ISO 8601 or epoch milliseconds.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => toEpochMs(value))
  @IsInt({ message: TIME_MESSAGE })
  readonly from?: number;

  @ApiPropertyOptional({ ...TIME_SCHEMA, description: 'Begun before. ISO 8601 or epoch milliseconds.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => toEpochMs(value))
  @IsInt({ message: TIME_MESSAGE })
  readonly to?: number;

  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before.' })
  @IsOptional()
  @Matches(/^[\w-]{1,128}$/, { message: 'must be the nextCursor of an earlier page' })
  readonly cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 20 })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(MAX_LIMIT, { message: `must be at most ${MAX_LIMIT}` })
  readonly limit: number = 20;
}
