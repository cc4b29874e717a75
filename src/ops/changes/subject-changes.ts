import { Injectable } from '@nestjs/common';
import type { ChangeSubject } from '../../config/changes/config-change.js';
import { ConfigChanger } from '../../config/changes/config-changer.js';
import { ConfigChanges } from '../../config/changes/config-changes.js';
import { ConfigLayers } from '../../config/live/config-layers.js';
import type { ClearQuery, HistoryQuery, RollbackRequest } from './change-request.dto.js';
import { type ChangeList, changeViewOf } from './change.dto.js';

/** What operators do with the changes of a route or a flag, whichever it is. */
@Injectable()
export class SubjectChanges {
  constructor(
    private readonly layers: ConfigLayers,
    private readonly changer: ConfigChanger,
    private readonly changes: ConfigChanges,
  ) {}

  /** @throws AppError as `ConfigChanger.rollBack` */
  rollBack(subject: ChangeSubject, { reason, to, version }: RollbackRequest, by: string): Promise<void> {
    return this.changer.rollBack({ subject, reason, to, version, by });
  }

  /** @throws AppError as `ConfigChanger.clear` */
  clear(subject: ChangeSubject, { reason, version }: ClearQuery, by: string): Promise<void> {
    return this.changer.clear({ subject, reason, version, by });
  }

  /** @throws AppError `INPUT_INVALID` for a cursor that no page gave */
  async history(
    subject: ChangeSubject,
    { limit, cursor }: HistoryQuery,
  ): Promise<Pick<ChangeList, keyof ChangeList>> {
    const page = cursor === undefined ? { limit } : { limit, cursor };
    const { name } = this.layers.base.environment;
    const { changes, nextCursor } = await this.changes.history(name, subject, page);
    return { changes: changes.map(changeViewOf), nextCursor };
  }
}
