import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Batches of replays, and what came of each ask in them. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('replays')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('about_user', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('result', 'text')
    .addColumn('lease_owner', 'text', (column) => column.notNull())
    .addColumn('lease_until', 'bigint', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('replays_newest')
    .on('replays')
    .columns(['environment', 'started_at', 'id'])
    .execute();
  await db.schema.createIndex('replays_by_user').on('replays').column('about_user').execute();
  await db.schema
    .createTable('replay_results')
    .addColumn('batch_id', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('replay_results_key', ['batch_id', 'seq'])
    .execute();
  await db.schema.createIndex('replay_results_by_trace').on('replay_results').column('trace_id').execute();
}

export const replays: Migration = { up };
