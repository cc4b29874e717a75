import { ApiProperty, getSchemaPath } from '@nestjs/swagger';

export class IntentState {
  @ApiProperty({ description: 'Whether this user can have it: show it then, and only then.' })
  readonly enabled: boolean;

  @ApiProperty({
    required: false,
    description:
      'Only asks that name a `profile` which is allowed here are served: those without are refused.',
  })
  readonly needsProfile?: true;
}

export class MinuteQuota {
  @ApiProperty({ example: 30 })
  readonly limit: number;

  @ApiProperty({ example: 28 })
  readonly remaining: number;
}

export class DayQuota extends MinuteQuota {
  @ApiProperty({ format: 'date-time', description: 'When all of it is there again.' })
  readonly resetsAt: string;
}

class UserQuotas {
  @ApiProperty()
  readonly asksPerMinute: MinuteQuota;

  @ApiProperty({ required: false, description: 'Absent when they are not limited.' })
  readonly asksPerDay?: DayQuota;

  @ApiProperty({
    required: false,
    description: 'Absent when they are not limited. What asks that run may need is taken off.',
  })
  readonly tokensPerDay?: DayQuota;
}

/** What a Mini Program may show to this user now. */
export class ClientConfig {
  @ApiProperty({ enum: ['dev', 'staging', 'prod'] })
  readonly environment: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(IntentState) },
    description: 'Every intent, by name.',
    example: { summarize: { enabled: true } },
  })
  readonly intents: Readonly<Record<string, IntentState>>;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The values of the flags that are for clients, by key.',
    example: { feedback_buttons: true },
  })
  readonly flags: Readonly<Record<string, unknown>>;

  @ApiProperty({ description: 'What is left to this user.' })
  readonly quotas: UserQuotas;
}
