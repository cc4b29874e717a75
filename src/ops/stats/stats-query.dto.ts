import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { NAME, NAME_MESSAGE } from '../traces/trace-query.dto.js';
import { WINDOWS, type StatsWindow } from './stats-windows.js';

const WINDOW_NAMES = Object.keys(WINDOWS);
const MAX_BUCKETS = 200;

/** Which asks are counted, and how finely. */
export class StatsQuery {
  @ApiPropertyOptional({ enum: WINDOW_NAMES, default: '24h', description: 'How far back, from now.' })
  @IsIn(WINDOW_NAMES, { message: `must be one of ${WINDOW_NAMES.join(', ')}` })
  readonly window: StatsWindow = '24h';

  @ApiPropertyOptional({ example: 'summarize' })
  @IsOptional()
  @Matches(NAME, { message: NAME_MESSAGE })
  readonly intent?: string;

  @ApiPropertyOptional({ example: 'summarize_v1' })
  @IsOptional()
  @Matches(NAME, { message: NAME_MESSAGE })
  readonly profile?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_BUCKETS,
    default: 0,
    description: 'Into how many parts the `series` divides the window at the most; none with 0.',
  })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be at least 0' })
  @Max(MAX_BUCKETS, { message: `must be at most ${MAX_BUCKETS}` })
  readonly buckets: number = 0;
}
