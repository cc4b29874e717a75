import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';
import { toEpochMs } from '../../common/text/epoch-ms.js';
import { USER_ID_PATTERN } from '../../common/ids.js';
import type { BatchFilter } from '../../trace/replay-batch.js';
import type { Feedback, TraceStatus } from '../../trace/trace-record.js';

/** An intent's, a profile's or an eval's name, also one that does not exist: anything printable. */
const NAME = /^\P{C}{1,128}$/u;
const NAME_RULE = { message: 'must be 1 to 128 printable characters' };
const TIME_RULE = {
  message: 'must be a time such as 2026-03-01T08:00:00Z, or milliseconds since the Unix epoch',
};
const TIME_SCHEMA = { type: 'string', example: '2026-03-01T08:00:00+08:00' } as const;

/** What has ended, and may be asked once more. */
const STATUSES = ['complete', 'failed', 'cancelled'] as const satisfies readonly TraceStatus[];
const RATINGS = ['up', 'down'] as const satisfies readonly Feedback['rating'][];

const MAX_ASKS = 500;
const MAX_CONCURRENCY = 8;
const WHOLE = { message: 'must be a whole number' };

/** Whatever is given must hold for an ask to be replayed. */
class BatchFilterRequest implements BatchFilter {
  @ApiPropertyOptional({ ...TIME_SCHEMA, description: 'Begun then or later.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => toEpochMs(value))
  @IsInt(TIME_RULE)
  readonly from?: number;

  @ApiPropertyOptional({ ...TIME_SCHEMA, description: 'Begun before.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => toEpochMs(value))
  @IsInt(TIME_RULE)
  readonly to?: number;

  @ApiPropertyOptional({ example: 'u_123' })
  @IsOptional()
  @Matches(USER_ID_PATTERN, { message: 'must be a user id as tokens carry it' })
  readonly userId?: string;

  @ApiPropertyOptional({ example: 'summarize_v1', description: 'Which has answered.' })
  @IsOptional()
  @Matches(NAME, NAME_RULE)
  readonly profile?: string;

  @ApiPropertyOptional({ enum: STATUSES, description: 'Absent: those that are complete or have failed.' })
  @IsOptional()
  @IsIn(STATUSES, { message: `must be one of ${STATUSES.join(', ')}` })
  readonly status?: TraceStatus;

  @ApiPropertyOptional({ enum: RATINGS })
  @IsOptional()
  @IsIn(RATINGS, { message: `must be one of ${RATINGS.join(', ')}` })
  readonly feedback?: Feedback['rating'];
}

/** Which asks are to be replayed, and who is to answer them. */
export class BatchRequest {
  @ApiProperty({ example: 'summarize' })
  @Matches(NAME, NAME_RULE)
  readonly intent: string;

  @ApiProperty({ example: 'summarize_v2', description: 'The candidate, as it is now, allowed here or not.' })
  @Matches(NAME, NAME_RULE)
  readonly profile: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_ASKS, description: 'So many of the newest asks.' })
  @IsInt(WHOLE)
  @Min(1, { message: 'must be at least 1' })
  @Max(MAX_ASKS, { message: `must be at most ${MAX_ASKS}` })
  readonly limit: number;

  @ApiPropertyOptional({ type: BatchFilterRequest })
  @IsOptional()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => BatchFilterRequest)
  readonly filter?: BatchFilterRequest;

  @ApiPropertyOptional({ example: 'summaries', description: 'By which the answers are judged.' })
  @IsOptional()
  @Matches(NAME, NAME_RULE)
  readonly eval?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_CONCURRENCY, default: 2 })
  @IsInt(WHOLE)
  @Min(1, { message: 'must be at least 1' })
  @Max(MAX_CONCURRENCY, { message: `must be at most ${MAX_CONCURRENCY}` })
  readonly concurrency: number = 2;
}

/** A page of the list of batches. */
export class BatchQuery {
  @ApiPropertyOptional({ description: 'The `nextCursor` of the page before.' })
  @IsOptional()
  @Matches(/^[\w-]{1,128}$/, { message: 'must be the nextCursor of an earlier page' })
  readonly cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @Type(() => Number)
  @IsInt(WHOLE)
  @Min(1, { message: 'must be at least 1' })
  @Max(100, { message: 'must be at most 100' })
  readonly limit: number = 20;
}
