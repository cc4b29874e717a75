import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the asks of forgotten users count for in the quotas of their day, without a name. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('forgotten_charges')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('user_digest', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('asks', 'integer', (column) => column.notNull())
    .addColumn('tokens', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('forgotten_charges_by_user')
    .on('forgotten_charges')
    .columns(['user_digest', 'started_at'])
    .execute();
  await db.schema
    .createIndex('forgotten_charges_by_time')
    .on('forgotten_charges')
    .columns(['started_at', 'environment', 'tokens', 'asks'])
    .execute();
}

export const forgottenCharges: Migration = { up };
