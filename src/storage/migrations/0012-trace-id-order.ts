import { type Kysely, PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * TraceIds in the order of their characters' numbers, as in SQLite, so that their index finds those that begin with a
 * text: by the rules of a language, which a database of PostgreSQL may have, these do not stand beside each other.
 * The table is not written anew, only that index.
 */
async function up(db: Kysely<unknown>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof PostgresAdapter)) return;
  await sql`alter table traces alter column trace_id type text collate "C"`.execute(db);
}

export const traceIdOrder: Migration = { up };
