import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { TRACE_ID_PATTERN } from '../../common/ids.js';

const MAX_LIMIT = 50;

export class TraceIdQuery {
  @ApiProperty({
    description: 'A part of the traceId; of one that is older than the newest 5000 traces, its beginning.',
    example: '171000',
  })
  @Matches(TRACE_ID_PATTERN, { message: 'must be 1 to 64 of A-Z a-z 0-9 . _ : -' })
  readonly contains: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 10 })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(MAX_LIMIT, { message: `must be at most ${MAX_LIMIT}` })
  readonly limit: number = 10;
}

export class TraceIdList {
  @ApiProperty({ type: [String], example: ['1710000000000'] })
  readonly items: readonly string[];
}
