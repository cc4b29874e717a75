import { ApiProperty } from '@nestjs/swagger';
import {
  CHANGE_ACTIONS,
  CHANGE_KINDS,
  type ChangeAction,
  type ChangeKind,
  type ConfigChange,
  type JsonObject,
} from '../../config/changes/config-change.js';

const VALUE = { type: 'object', additionalProperties: true, nullable: true } as const;

/** One change at run time, as it was made: who, when, why, and what it changed. */
export class ChangeView {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;

  @ApiProperty({ enum: CHANGE_KINDS })
  readonly kind: ChangeKind;

  @ApiProperty({ description: "The intent, or the flag's key.", example: 'summarize' })
  readonly key: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counted for each intent or flag.' })
  readonly version: number;

  @ApiProperty({ enum: CHANGE_ACTIONS, description: '`auto-rollback`: by the server itself.' })
  readonly action: ChangeAction;

  @ApiProperty({ example: 'Try the shorter prompt on a tenth of the users.' })
  readonly reason: string;

  @ApiProperty({ type: String, nullable: true, description: "The operator's user id; null: the server." })
  readonly by: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly at: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The version that a rollback put back, 0 for the files; null of other actions.',
  })
  readonly restores: number | null;

  @ApiProperty({ ...VALUE, description: 'What lies over the files from then on; null: nothing.' })
  readonly value: JsonObject | null;

  @ApiProperty({ ...VALUE, description: 'What was in force before, by the files or not.' })
  readonly before: JsonObject | null;

  @ApiProperty({ ...VALUE, description: 'What was in force afterwards, by the files or not.' })
  readonly after: JsonObject | null;

  @ApiProperty({ ...VALUE, description: 'What it was based on, such as the batches of replays.' })
  readonly evidence: JsonObject | null;
}

/** A page of what was changed of one intent or flag. */
export class ChangeList {
  @ApiProperty({ type: [ChangeView], description: 'Newest first.' })
  readonly changes: readonly ChangeView[];

  @ApiProperty({ type: String, nullable: true, description: 'Null on the last page.' })
  readonly nextCursor: string | null;
}

export function changeViewOf(change: ConfigChange): ChangeView {
  const { environment: _, at, ...view } = change;
  return { ...view, at: new Date(at).toISOString() };
}
