import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** When a trace was saved last: one that tells of a running ask and grows old has lost its process. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('traces')
    .addColumn('saved_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('traces_running')
    .on('traces')
    .column('saved_at')
    .where(sql.ref('status'), '=', 'running')
    .execute();
}

export const savedAt: Migration = { up };
