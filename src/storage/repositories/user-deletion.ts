import type { CompiledQuery, Transaction } from 'kysely';
import { FORGOTTEN_REMEMBERED_MS } from '../../trace/trace-store.js';
import type { Database } from '../database.js';
import type { ForgottenUserTable, TraceRow, Tables } from '../tables.js';
import { dropOldCharges, keepCharges } from './forgotten-charges.js';
import { columnText } from './trace-row.js';

/** Rows of one statement, so that those who write find room in between. */
const BATCH_ROWS = 200;
/** Deletes what there is of a user, and whatever others are about to store of the time before. */
export class UserDeletion {
  /** By the number of users they ask for: every write asks, and building a query takes as long as running it. */
  private readonly lookups = new Map<number, CompiledQuery<ForgottenUserTable>>();

  constructor(private readonly database: Database) {}

  /** @param until milliseconds since the Unix epoch: what began later stays */
  async forget(userId: string, until: number): Promise<void> {
    const user = columnText(userId);
    await this.mark(user, until);
    while ((await this.deleteTraces(user, until)) === BATCH_ROWS);
    while ((await this.anonymise(user, until)) === BATCH_ROWS);
    await this.deleteBatches(user, until);
  }

  /** @param startedAt milliseconds since the Unix epoch */
  async hasForgotten(userId: string, startedAt: number): Promise<boolean> {
    const found = await this.database.query
      .selectFrom('forgotten_users')
      .select('user_id')
      .where('user_id', '=', columnText(userId))
      .where('forgotten_at', '>=', startedAt)
      .executeTakeFirst();
    return found !== undefined;
  }

  /** To be called in the transaction that has written these rows: takes those away that nobody may store. */
  async takeBack(transaction: Transaction<Tables>, rows: readonly TraceRow[]): Promise<void> {
    const users = [...new Set(rows.flatMap((row) => row.user_id ?? []))];
    if (users.length === 0) return;
    const { rows: forgotten } = await transaction.executeQuery(this.lookup(users));
    for (const { user_id: user, forgotten_at: at } of forgotten) {
      const ids = rows
        .filter((row) => row.user_id === user && row.started_at <= Number(at))
        .map(({ id }) => id);
      if (ids.length === 0) continue;
      await transaction.deleteFrom('traces').where('id', 'in', ids).execute();
      await keepCharges(
        transaction,
        rows.filter(({ id }) => ids.includes(id)),
      );
      await transaction.updateTable('audit_records').set({ user_id: null }).where('id', 'in', ids).execute();
    }
  }

  /** Lets go of the names of those who were forgotten long ago, and of charges that count no more. @param now milliseconds since the Unix epoch */
  async tidy(now: number): Promise<void> {
    await this.database.query
      .deleteFrom('forgotten_users')
      .where('forgotten_at', '<', now - FORGOTTEN_REMEMBERED_MS)
      .execute();
    await dropOldCharges(this.database.query, now);
  }

  private lookup(users: readonly string[]): CompiledQuery<ForgottenUserTable> {
    const kept = this.lookups.get(users.length);
    if (kept !== undefined) return { ...kept, parameters: users };
    const { query } = this.database;
    const lookup = query.selectFrom('forgotten_users').selectAll().where('user_id', 'in', users).compile();
    this.lookups.set(users.length, lookup);
    return lookup;
  }

  /**
   * When this has ended, everything that was written before can be seen and deleted, and whatever is written
   * later sees the mark.
   */
  private async mark(user: string, until: number): Promise<void> {
    await this.database.query.transaction().execute(async (transaction) => {
      await this.database.lockWrites(transaction, 'alone');
      await transaction
        .insertInto('forgotten_users')
        .values({ user_id: user, forgotten_at: until })
        // Whoever was asked later may have a clock that is behind.
        .onConflict((conflict) =>
          conflict
            .column('user_id')
            .doUpdateSet({ forgotten_at: until })
            .where('forgotten_users.forgotten_at', '<', until),
        )
        .execute();
    });
  }

  private async deleteTraces(user: string, until: number): Promise<number> {
    return this.database.query.transaction().execute(async (transaction) => {
      const some = transaction
        .selectFrom('traces')
        .select('id')
        .where('user_id', '=', user)
        .where('started_at', '<=', until)
        .limit(BATCH_ROWS);
      const deleted = await transaction
        .deleteFrom('traces')
        .where('id', 'in', some)
        .returning(['id', 'user_id', 'environment', 'started_at', 'charged_asks', 'charged_tokens'])
        .execute();
      if (deleted.length === 0) return 0;
      await keepCharges(transaction, deleted);
      // Also of those that were given later than that: a long ask, or a clock that is ahead.
      const ids = deleted.map(({ id }) => id);
      await transaction.updateTable('audit_records').set({ user_id: null }).where('id', 'in', ids).execute();
      await transaction.deleteFrom('replay_results').where('trace_id', 'in', ids).execute();
      return deleted.length;
    });
  }

  /** Batches of replays that were asked for by the user's name; of what others replay, the results went with the traces. */
  private async deleteBatches(user: string, until: number): Promise<void> {
    await this.database.query
      .deleteFrom('replays')
      .where('about_user', '=', user)
      .where('started_at', '<=', until)
      .execute();
  }

  private async anonymise(user: string, until: number): Promise<number> {
    const { query } = this.database;
    const some = query
      .selectFrom('audit_records')
      .select('id')
      .where('user_id', '=', user)
      .where('given_at', '<=', until)
      .limit(BATCH_ROWS);
    const { numUpdatedRows } = await query
      .updateTable('audit_records')
      .set({ user_id: null })
      .where('id', 'in', some)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }
}
