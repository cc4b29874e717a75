import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';

/** A profile's name, also one that does not exist: anything printable. */
const NAME = /^\P{C}{1,128}$/u;

/** Who is to answer a replay. */
export class ReplayRequest {
  @ApiPropertyOptional({
    example: 'summarize_v2',
    description:
      'A profile of the intent as it is now, allowed here or not. Absent: the recorded one, as it was then.',
  })
  @IsOptional()
  @Matches(NAME, { message: 'must be the name of a profile' })
  readonly profile?: string;
}
