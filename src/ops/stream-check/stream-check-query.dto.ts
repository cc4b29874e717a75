import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

const MAX_EVENTS = 50;
const MIN_GAP_MS = 20;
const MAX_GAP_MS = 500;
/** Longer than the contract's silence, so that a heartbeat must come. */
const MAX_QUIET_MS = 15_000;

/** What the stream shall be like. At the most it takes 40 s. */
export class StreamCheckQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_EVENTS, default: 20 })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be at least 1' })
  @Max(MAX_EVENTS, { message: `must be at most ${MAX_EVENTS}` })
  readonly events: number = 20;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: MIN_GAP_MS,
    maximum: MAX_GAP_MS,
    default: 100,
    description: 'Milliseconds from one event to the next.',
  })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(MIN_GAP_MS, { message: `must be at least ${MIN_GAP_MS}` })
  @Max(MAX_GAP_MS, { message: `must be at most ${MAX_GAP_MS}` })
  readonly gapMs: number = 100;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MAX_QUIET_MS,
    default: 0,
    description: 'Milliseconds of silence before the end, in which only heartbeats come.',
  })
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be at least 0' })
  @Max(MAX_QUIET_MS, { message: `must be at most ${MAX_QUIET_MS}` })
  readonly quietMs: number = 0;
}
