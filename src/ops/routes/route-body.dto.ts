import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { DEFAULT_GUARD, DEFAULT_LATENCY_LIMIT } from '../../config/rollout-guard.js';

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

class LatencyLimitBody {
  @ApiPropertyOptional({
    description: "Times the baseline's p95, up to which no answer is slow.",
    default: DEFAULT_LATENCY_LIMIT.factor,
  })
  readonly factor?: number;

  @ApiPropertyOptional({
    description: "Milliseconds beyond the baseline's p95, up to which no answer is slow.",
    default: DEFAULT_LATENCY_LIMIT.ms,
  })
  readonly ms?: number;
}

class GuardBody {
  @ApiPropertyOptional({
    description: 'Users of the tried profile, and of its baseline, before anything is decided.',
    default: DEFAULT_GUARD.minSamples,
  })
  readonly minSamples?: number;

  @ApiPropertyOptional({
    description: 'The chance, at most, that a profile that is no worse is ever taken back.',
    default: DEFAULT_GUARD.falseAlarms,
  })
  readonly falseAlarms?: number;

  @ApiPropertyOptional({
    description:
      'Percentage points by which more users of the tried profile than of its baseline may fare badly, by each metric.',
    default: DEFAULT_GUARD.margin,
  })
  readonly margin?: number;

  @ApiPropertyOptional({
    oneOf: [{ $ref: getSchemaPath(LatencyLimitBody) }, { type: 'boolean', enum: [false] }],
    description: 'By how much an answer must be longer than usual to be slow; false: that decides nothing.',
  })
  readonly latency?: LatencyLimitBody | false;
}

/** Who serves an intent: the first target that a user fulfils, else a variant, else the route's own profile. */
@ApiExtraModels(GuardBody, LatencyLimitBody)
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

  @Allow()
  @ApiPropertyOptional({
    oneOf: [{ $ref: getSchemaPath(GuardBody) }, { type: 'boolean', enum: [false] }],
    description: 'When canary and variants are taken back by themselves; false: never.',
  })
  readonly guard?: GuardBody | false;
}
