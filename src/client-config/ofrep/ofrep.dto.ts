import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { ANY_JSON } from '../../http/any-json.js';

/** For whom a client wants flags: more than their token says. */
export class OfrepRequest {
  @ApiProperty({
    required: false,
    type: Object,
    description:
      'As the `context` of an ask, and with its limits. `targetingKey`, where it is given, must be the user id of the token.',
    example: { appVersion: '1.4.0' },
  })
  readonly context?: Readonly<Record<string, unknown>>;
}

/** What a flag came to; without a value the client's own default holds. */
export class OfrepEvaluation {
  @ApiProperty({ example: 'feedback_buttons' })
  readonly key: string;

  @ApiProperty({ ...ANY_JSON, required: false, description: 'Of the type of the flag.', example: true })
  readonly value?: unknown;

  @ApiProperty({ required: false, example: 'on' })
  readonly variant?: string;

  @ApiProperty({ example: 'TARGETING_MATCH' })
  readonly reason: string;

  @ApiProperty({ required: false, type: Object, description: 'Notes in the file of flags.' })
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
}

/** A flag that could not be evaluated. */
export class OfrepFailure {
  @ApiProperty({ example: 'feedback_buttons' })
  readonly key: string;

  @ApiProperty({ example: 'GENERAL' })
  readonly errorCode: string;

  @ApiProperty()
  readonly errorDetails: string;
}

/** Every flag that is for clients. */
export class OfrepEvaluations {
  @ApiProperty({
    type: 'array',
    items: {
      oneOf: [{ $ref: getSchemaPath(OfrepEvaluation) }, { $ref: getSchemaPath(OfrepFailure) }],
    },
  })
  readonly flags: readonly (OfrepEvaluation | OfrepFailure)[];
}
