import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow } from 'class-validator';

// What these may hold is checked by `routeBody`, which says it once for the files and for the API.

class VariantBody {
  @ApiProperty({ description: 'The profile that is tried out.', example: 'summarize_v2' })
  readonly profile: string;

  @ApiProperty({ description: 'Share of the users who get it.', minimum: 0, maximum: 100, example: 10 })
  readonly percent: number;
}

class TargetBody {
  @ApiProperty({ description: 'The profile that they get.', example: 'summarize_v2' })
  readonly profile: string;

  @ApiPropertyOptional({ type: [String], description: 'Ids of users.', example: ['u_123'] })
  readonly users?: readonly string[];

  @ApiPropertyOptional({
    description: "A range of semantic versions for `appVersion` in the client's context.",
    example: '>=1.4.0',
  })
  readonly appVersion?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: {} },
    description: "Keys of the client's context, each with the values that it may have.",
    example: { locale: ['zh_CN'] },
  })
  readonly context?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

/** Who serves an intent: the first target that a user fulfils, else a variant, else the route's own profile. */
export class RouteBody {
  @Allow()
  @ApiProperty({ description: 'The profile that serves the intent.', example: 'summarize_v1' })
  readonly profile: string;

  @Allow()
  @ApiPropertyOptional({ type: VariantBody, description: 'Another profile for a share of the users.' })
  readonly canary?: VariantBody;

  @Allow()
  @ApiPropertyOptional({ type: [VariantBody], description: 'Several others; never beside `canary`.' })
  readonly variants?: readonly VariantBody[];

  @Allow()
  @ApiPropertyOptional({ description: 'Another text draws the users of canary and variants anew.' })
  readonly salt?: string;

  @Allow()
  @ApiPropertyOptional({
    type: [TargetBody],
    description: 'Profiles for certain users, whatever the shares.',
  })
  readonly targets?: readonly TargetBody[];
}
