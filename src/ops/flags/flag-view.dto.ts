import { ApiProperty } from '@nestjs/swagger';
import type { JsonObject } from '../../common/json.js';
import { ruleOf } from '../../config/changes/changeable-flags.js';
import { subjectId } from '../../config/changes/subject-id.js';
import {
  FLAG_EFFECT_KINDS,
  FLAG_STATES,
  FLAG_TYPES,
  type Flag,
  type FlagEffectKind,
  type FlagState,
  type FlagType,
} from '../../config/flag.js';
import type { ConfigLayers } from '../../config/live/config-layers.js';
import { ANY_JSON } from '../../http/any-json.js';
import { ChangeState, changeStateOf } from '../changes/change-state.dto.js';
import { ChangeList } from '../changes/change.dto.js';

/** What a flag changes on the server. */
export class FlagEffectView {
  @ApiProperty({ enum: FLAG_EFFECT_KINDS })
  readonly kind: FlagEffectKind;

  @ApiProperty({ type: [String], description: '`*` for all; none of limits.', example: ['summarize'] })
  readonly intents: readonly string[];
}

const RULE = { type: 'object', additionalProperties: true, nullable: true } as const;

/** A flag as it is evaluated now, and by whom that was said. */
export class FlagView extends ChangeState {
  @ApiProperty({ example: 'review_mode' })
  readonly key: string;

  @ApiProperty({ enum: FLAG_TYPES })
  readonly type: FlagType;

  @ApiProperty({ description: 'Whether clients are told its value.' })
  readonly client: boolean;

  @ApiProperty({ type: FlagEffectView, nullable: true })
  readonly effect: FlagEffectView | null;

  @ApiProperty({ type: String, nullable: true })
  readonly description: string | null;

  @ApiProperty({ enum: FLAG_STATES })
  readonly state: FlagState;

  @ApiProperty({
    ...RULE,
    nullable: false,
    description: 'Values by name.',
    example: { on: true, off: false },
  })
  readonly variants: JsonObject;

  @ApiProperty({ type: String, nullable: true, example: 'off' })
  readonly defaultVariant: string | null;

  @ApiProperty({ ...RULE, description: 'Null: everybody gets the default.' })
  readonly targeting: JsonObject | null;

  @ApiProperty({ ...RULE, nullable: false, description: 'State, default and targeting of the files.' })
  readonly files: JsonObject;

  @ApiProperty({ enum: ['change', 'files'] })
  readonly source: 'change' | 'files';
}

export class FlagList {
  @ApiProperty({ example: 'prod' })
  readonly environment: string;

  @ApiProperty({ description: 'SHA-256 of the configuration in force.' })
  readonly configDigest: string;

  @ApiProperty({ type: [FlagView], description: 'In the order of the file.' })
  readonly flags: readonly FlagView[];
}

export class FlagHistory extends ChangeList {
  @ApiProperty({ example: 'review_mode' })
  readonly key: string;
}

/** What a flag comes to for somebody. */
export class FlagOutcome {
  @ApiProperty({ example: 'review_mode' })
  readonly key: string;

  @ApiProperty({ ...ANY_JSON, nullable: true, description: 'Null where it has none, and changes nothing.' })
  readonly value: unknown;

  @ApiProperty({ type: String, nullable: true, example: 'off' })
  readonly variant: string | null;

  @ApiProperty({ description: 'As OpenFeature calls it.', example: 'TARGETING_MATCH' })
  readonly reason: string;

  @ApiProperty({
    required: false,
    description: 'Why it could not be evaluated, where its reason is `ERROR`.',
    example: 'its rule comes to what is no variant of it',
  })
  readonly error?: string;
}

export function flagViewOf(layers: ConfigLayers, flag: Flag): FlagView {
  const { base, current } = layers;
  const { key, type, client, effect, description, state, variants, defaultVariant, targeting } = flag;
  const subject = { kind: 'flag', key } as const;
  return {
    key,
    type,
    client,
    effect,
    description,
    state,
    variants,
    defaultVariant,
    targeting,
    files: ruleOf(base.flags.get(key) ?? flag),
    source: current.changes.has(subjectId(subject)) ? 'change' : 'files',
    ...changeStateOf(layers, subject),
  };
}
