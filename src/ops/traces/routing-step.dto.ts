import { ApiProperty } from '@nestjs/swagger';
import type { RoutingStep } from '../../trace/trace-record.js';

export class TraceRoutingStep implements RoutingStep {
  @ApiProperty({ type: String, description: 'What was looked at.', example: 'canary' })
  readonly rule: RoutingStep['rule'];

  @ApiProperty({ description: 'What came of it.', example: 'summarize_v2 at 10 %: out' })
  readonly result: string;

  @ApiProperty({ required: false, description: 'The profile that it is about.', example: 'summarize_v2' })
  readonly profile?: string;

  @ApiProperty({ required: false, description: 'The share of a canary or a variant.', example: 10 })
  readonly percent?: number;

  @ApiProperty({
    required: false,
    description: 'Where the user stands towards that share, 0–100: in it while this is below.',
    example: 37.183746,
  })
  readonly position?: number;

  @ApiProperty({
    required: false,
    description:
      'Whether a target, a canary or a variant took the user, or the environment allows the profile.',
  })
  readonly matched?: boolean;
}
