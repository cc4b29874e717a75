import { ApiProperty } from '@nestjs/swagger';
import type { ChangeSubject } from '../../config/changes/config-change.js';
import type { ConfigLayers } from '../../config/live/config-layers.js';
import { ChangeView, changeViewOf } from './change.dto.js';

/** How far a route or a flag was changed at run time. */
export class ChangeState {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the newest change; 0: never changed.' })
  readonly version: number;

  @ApiProperty({ type: ChangeView, nullable: true, description: 'The newest one, also when it is ignored.' })
  readonly change: ChangeView | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the newest change, or a part of it, is ignored.',
  })
  readonly ignored: string | null;
}

export function changeStateOf(
  layers: ConfigLayers,
  subject: ChangeSubject,
): Pick<ChangeState, keyof ChangeState> {
  const newest = layers.newestOf(subject);
  return {
    version: newest?.version ?? 0,
    change: newest === undefined ? null : changeViewOf(newest),
    ignored: layers.ignored.find(({ change }) => change.id === newest?.id)?.why ?? null,
  };
}
