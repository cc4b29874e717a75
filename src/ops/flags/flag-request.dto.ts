import { ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, Matches } from 'class-validator';
import { USER_ID_PATTERN } from '../../common/ids.js';
import { FLAG_STATES, type FlagState } from '../../config/flag.js';
import { ContextQuery } from '../../intents/context-query.dto.js';
import { ReasonField, VersionField } from '../changes/change-request.dto.js';
import { NameField } from '../fields/pattern-field.js';

// What the rule may hold is checked by `changeableFlags`, which says it for requests and for stored changes.

/** What is to lie over the file's flag. What is left out stays as it is now, and is kept with the rest. */
export class FlagChangeRequest {
  @Allow()
  @ApiPropertyOptional({ enum: FLAG_STATES, description: 'DISABLED: as if there was no such flag.' })
  readonly state?: FlagState;

  @Allow()
  @ApiPropertyOptional({ type: String, nullable: true, description: 'A variant of the flag.', example: 'on' })
  readonly defaultVariant?: string | null;

  @Allow()
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description:
      'JsonLogic with the additions of flagd, without references; null: everybody gets the default.',
    example: { if: [{ in: [{ var: 'targetingKey' }, ['u_123']] }, 'on'] },
  })
  readonly targeting?: Readonly<Record<string, unknown>> | null;

  @ReasonField()
  readonly reason: string;

  @VersionField()
  readonly version?: number;
}

/** For whom a flag is tried. */
export class FlagTrial extends ContextQuery {
  @Matches(USER_ID_PATTERN, { message: 'must be a user id as tokens carry it' })
  @ApiPropertyOptional({ required: true, example: 'u_123' })
  readonly userId: string;

  @NameField({ optional: true, description: 'As in an ask for that intent.', example: 'summarize' })
  readonly intent?: string;
}
