import { ApiProperty } from '@nestjs/swagger';

/** The data of an event of the stream check. */
export class TimedEvent {
  @ApiProperty({
    description: 'When it left the server: milliseconds since the first event.',
    example: 100.2,
  })
  readonly sentAtMs: number;

  @ApiProperty({ required: false, description: '`start`: deltas that will follow.' })
  readonly events?: number;

  @ApiProperty({ required: false, description: '`start`: milliseconds from one to the next.' })
  readonly gapMs?: number;

  @ApiProperty({ required: false, description: '`start`: milliseconds of silence before the end.' })
  readonly quietMs?: number;

  @ApiProperty({ required: false, description: '`start`: by which HTTP the request came.', example: '1.1' })
  readonly httpVersion?: string;

  @ApiProperty({ required: false, description: '`delta`: the next piece of the answer.' })
  readonly text?: string;

  @ApiProperty({ required: false, description: '`done`: all pieces together.' })
  readonly answer?: string;
}
