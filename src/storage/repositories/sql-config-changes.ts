import { Logger } from '@nestjs/common';
import { type Selectable, type Transaction, sql } from 'kysely';
import { digest } from '../../common/digest.js';
import { AppError } from '../../common/errors/app-error.js';
import { CHANGE_KINDS, type ChangeSubject, type ConfigChange } from '../../config/changes/config-change.js';
import { type ChangePage, ConfigChanges } from '../../config/changes/config-changes.js';
import type { EnvironmentName } from '../../config/snapshot.js';
import type { Database } from '../database.js';
import type { ConfigChangeTable, Tables } from '../tables.js';
import { fromChangeRow, toChangeRow } from './change-row.js';
import { columnText } from './trace-row.js';
import { decodeVersionCursor, encodeVersionCursor } from './version-cursor.js';

type ChangeRow = Selectable<ConfigChangeTable>;

/** Changes at run time in a SQL database, which tells other processes of each where it can. */
export class SqlConfigChanges extends ConfigChanges {
  private readonly logger = new Logger(SqlConfigChanges.name);
  /** Of changes that the log was told of already. */
  private readonly passedOver = new Set<string>();

  constructor(private readonly database: Database) {
    super();
  }

  override async newest(environment: EnvironmentName): Promise<readonly ConfigChange[]> {
    const rows = await this.database.run(() =>
      this.withNewest(environment)
        .selectFrom('newest')
        .innerJoin('config_changes', 'config_changes.id', 'newest.id')
        .selectAll('config_changes')
        .orderBy('subject_kind')
        .orderBy('subject_key')
        .execute(),
    );
    return rows.filter((row) => this.isOfKnownKind(row)).map(fromChangeRow);
  }

  /**
   * The ids of what is newest. How many changes there are, or the greatest id, would not do: a database that was put back
   * to an older state may come to the same with other changes, and ids are made by clocks that differ.
   */
  override async head(environment: EnvironmentName): Promise<string> {
    const rows = await this.database.run(() =>
      this.withNewest(environment).selectFrom('newest').select('id').where('id', 'is not', null).execute(),
    );
    return digest(rows.map(({ id }) => id).toSorted());
  }

  override async find(
    environment: EnvironmentName,
    subject: ChangeSubject,
    version: number,
  ): Promise<ConfigChange | null> {
    const row = await this.database.run(() =>
      this.of(environment, subject).where('subject_version', '=', version).executeTakeFirst(),
    );
    return row === undefined ? null : fromChangeRow(row);
  }

  override async history(
    environment: EnvironmentName,
    subject: ChangeSubject,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<ChangePage> {
    const newest = this.of(environment, subject)
      .orderBy('subject_version', 'desc')
      .limit(limit + 1);
    const query =
      cursor === undefined ? newest : newest.where('subject_version', '<', decodeVersionCursor(cursor));
    const rows = await this.database.run(() => query.execute());
    const changes = rows.slice(0, limit).map(fromChangeRow);
    const last = changes.at(-1);
    const nextCursor = rows.length > limit && last !== undefined ? encodeVersionCursor(last.version) : null;
    return { changes, nextCursor };
  }

  override async append(change: ConfigChange): Promise<void> {
    await this.database.run(async () => {
      await this.database.query.transaction().execute(async (transaction) => {
        if (!(await insertNext(transaction, change))) throw new AppError('CHANGE_CONFLICT');
        await this.database.tell(change.environment, transaction);
      });
      await this.database.durable();
    });
  }

  /**
   * What only a newer server can change means nothing to this one: while servers are exchanged, forth or back, it is as if
   * it had not been changed. A change that this one should understand, and does not, is another matter.
   */
  private isOfKnownKind({
    id,
    subject_kind: kind,
    subject_key: key,
    subject_version: version,
  }: ChangeRow): boolean {
    if (CHANGE_KINDS.some((known) => known === kind)) return true;
    if (!this.passedOver.has(id)) {
      this.passedOver.add(id);
      this.logger.warn(
        { id, kind, key, version },
        'a change is ignored, as only a newer server knows its kind',
      );
    }
    return false;
  }

  /**
   * With `newest`, the ids of the newest change of each subject: from the last subject to the first, a search of the index
   * for each, however many changes there are. Grouped by subjects, all of them would be read.
   */
  private withNewest(environment: EnvironmentName) {
    return this.database.query.withRecursive('newest(id)', (query) => {
      const last = query
        .selectFrom('config_changes as one')
        .select('one.id')
        .where('one.environment', '=', environment)
        .orderBy('one.subject_kind', 'desc')
        .orderBy('one.subject_key', 'desc')
        .orderBy('one.subject_version', 'desc')
        .limit(1);
      const [kind, key] = [sql.ref<string>('later.subject_kind'), sql.ref<string>('later.subject_key')];
      // Not as pairs that are compared: SQLite would search for these by the kind alone.
      const ofSameKind = last.where('one.subject_kind', '=', kind).where('one.subject_key', '<', key);
      const ofOtherKind = last.where('one.subject_kind', '<', kind);
      const before = query
        .selectFrom('newest')
        .innerJoin('config_changes as later', 'later.id', 'newest.id')
        .select(({ fn }) => fn.coalesce(ofSameKind.$asScalar(), ofOtherKind.$asScalar()).as('id'));
      return query.selectFrom(last.as('last')).select('last.id').unionAll(before);
    });
  }

  private of(environment: EnvironmentName, { kind, key }: ChangeSubject) {
    return this.database.query
      .selectFrom('config_changes')
      .selectAll()
      .where('environment', '=', environment)
      .where('subject_kind', '=', kind)
      .where('subject_key', '=', columnText(key));
  }
}

/** @returns false when the change is not the next of its subject */
async function insertNext(transaction: Transaction<Tables>, change: ConfigChange): Promise<boolean> {
  const row = toChangeRow(change);
  const newest = await transaction
    .selectFrom('config_changes')
    .select('subject_version')
    .where('environment', '=', row.environment)
    .where('subject_kind', '=', row.subject_kind)
    .where('subject_key', '=', row.subject_key)
    .orderBy('subject_version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row.subject_version !== (newest?.subject_version ?? 0) + 1) return false;
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('config_changes')
    .values(row)
    // Somebody may be appending the same version: this waits for what becomes of it.
    .onConflict((conflict) =>
      conflict.columns(['environment', 'subject_kind', 'subject_key', 'subject_version']).doNothing(),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}
