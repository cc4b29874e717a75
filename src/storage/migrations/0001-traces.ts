import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Each filter of the operator's search has an index that is already in the order of its answer. */
const FILTERS = ['trace_id', 'user_id', 'intent', 'profile', 'status'] as const;

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('traces')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('intent', 'text')
    .addColumn('profile', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('error_code', 'text')
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('latency_ms', 'integer')
    .addColumn('document_version', 'integer', (column) => column.notNull())
    .addColumn('document', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('traces_newest').on('traces').columns(['started_at', 'id']).execute();
  for (const filter of FILTERS) {
    await db.schema
      .createIndex(`traces_by_${filter}`)
      .on('traces')
      .columns([filter, 'started_at', 'id'])
      .execute();
  }
  await db.schema
    .createTable('storage_probe')
    .addColumn('id', 'integer', (column) => column.primaryKey().notNull())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .execute();
}

export const traces: Migration = { up };
