import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What an ask ran with is kept, so that it can be run again; what users thought of its answer, and the figures of a
 * trace that are summed up. The figures of traces from before are not known here.
 */
async function up(db: Kysely<unknown>): Promise<void> {
  await addColumns(db);
  await db.schema
    .createIndex('traces_by_feedback')
    .on('traces')
    .columns(['feedback', 'started_at', 'id', 'intent', 'profile', 'status', 'replay_of'])
    .where(sql.ref('feedback'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('traces_replays')
    .on('traces')
    .columns(['started_at', 'id'])
    .where(sql.ref('replay_of'), 'is not', null)
    .execute();
  await createArchive(db, 'stored_profiles', 'name');
  await createArchive(db, 'stored_configs', 'environment');
}

async function addColumns(db: Kysely<unknown>): Promise<void> {
  const traces = db.schema.alterTable('traces');
  for (const text of ['feedback', 'feedback_comment', 'replay_of']) {
    await traces.addColumn(text, 'text').execute();
  }
  await traces.addColumn('feedback_at', 'bigint').execute();
  for (const figure of ['first_content_ms', 'prompt_tokens', 'completion_tokens']) {
    await traces.addColumn(figure, 'integer').execute();
  }
  await traces.addColumn('cost', 'double precision').execute();
  for (const flag of ['cached', 'degraded', 'truncated']) {
    await traces.addColumn(flag, 'integer', (column) => column.notNull().defaultTo(0)).execute();
  }
}

async function createArchive(db: Kysely<unknown>, table: string, label: string): Promise<void> {
  await db.schema
    .createTable(table)
    .addColumn('digest', 'text', (column) => column.primaryKey().notNull())
    .addColumn(label, 'text', (column) => column.notNull())
    .addColumn('content', 'text', (column) => column.notNull())
    .addColumn('stored_at', 'bigint', (column) => column.notNull())
    .execute();
}

export const completeRecords: Migration = { up };
