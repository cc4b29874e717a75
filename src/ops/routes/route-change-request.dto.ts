import { ApiProperty } from '@nestjs/swagger';
import { Equals } from 'class-validator';
import { VersionField, ReasonField } from '../changes/change-request.dto.js';
import { ObjectField } from '../fields/object-field.js';
import { NameField } from '../fields/pattern-field.js';
import { RouteBody } from './route-body.dto.js';

/** What must be proven of every profile that a change puts on trial. */
export class RequiredProof {
  @ApiProperty({ enum: [true], description: 'A batch of replays that proves exactly this profile.' })
  @Equals(true, { message: 'must be true' })
  readonly batch: true;

  @NameField({ optional: true, example: 'summarize', description: 'What the answers were held against.' })
  readonly eval?: string;
}

/** The whole route that is to be in force, and why. */
export class RouteChangeRequest extends RouteBody {
  @ReasonField()
  readonly reason: string;

  @ObjectField(RequiredProof, { optional: true, description: 'Refuses the change without that proof.' })
  readonly requires?: RequiredProof;

  @VersionField()
  readonly version?: number;
}
