import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What each ask counts for in the quotas of its day. Those from before count for nothing. The index holds all
 * that the sum over a day of everybody needs; that of one user goes by `traces_by_user_id`.
 */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('traces')
    .addColumn('charged_asks', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('traces')
    .addColumn('charged_tokens', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('traces_charged')
    .on('traces')
    .columns(['environment', 'started_at', 'charged_tokens', 'charged_asks'])
    .execute();
}

export const charges: Migration = { up };
