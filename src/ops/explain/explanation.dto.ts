import { ApiProperty } from '@nestjs/swagger';
import type { RoutingStep } from '../../trace/trace-record.js';
import { TraceFlag } from '../traces/flag.dto.js';
import { TraceRoutingStep } from '../traces/routing-step.dto.js';

/** Who is asked when the profile before fails early. */
export class FallbackChoice {
  @ApiProperty({ example: 'summarize_v1' })
  readonly profile: string;

  @ApiProperty({ description: 'Whether this environment allows it; if not, it is passed over.' })
  readonly allowed: boolean;
}

/** Which profile a user would get for an intent now, and why. */
export class Explanation {
  @ApiProperty({ example: 'summarize' })
  readonly intent: string;

  @ApiProperty({ example: 'u_123' })
  readonly userId: string;

  @ApiProperty({ example: 'prod' })
  readonly environment: string;

  @ApiProperty({ description: 'SHA-256 of the configuration in force.' })
  readonly configDigest: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null when the ask would be refused.' })
  readonly profile: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'SHA-256 of what the profile says.' })
  readonly digest: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The code of the error.', example: null })
  readonly refused: 'INTENT_DISABLED' | 'PROFILE_NOT_ALLOWED' | null;

  @ApiProperty({
    type: [TraceFlag],
    description: 'What flags came to for the user, as far as they bear on it.',
  })
  readonly flags: readonly TraceFlag[];

  @ApiProperty({ type: [TraceRoutingStep], description: 'Every rule that was looked at, as in a trace.' })
  readonly steps: readonly RoutingStep[];

  @ApiProperty({ type: [FallbackChoice], description: 'Who is asked when the profile fails, in this order.' })
  readonly fallbacks: readonly FallbackChoice[];

  @ApiProperty({
    type: [String],
    description: 'What would have to change for the user to get another profile, rule by rule.',
    example: ['summarize_v2: raise its share above 37.2 %.'],
  })
  readonly changes: readonly string[];
}
