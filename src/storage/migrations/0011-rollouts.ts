import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** All that a comparison of arms reads. */
const FIGURES = [
  'rollout',
  'started_at',
  'id',
  'arm',
  'arm_user',
  'arm_failed',
  'contract_failed',
  'latency_ms',
  'feedback',
] as const;

/** In which arm of which rollout an ask is counted; only those that are stand in the index, and cost its writing. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('traces').addColumn('rollout', 'text').execute();
  await db.schema.alterTable('traces').addColumn('arm', 'text').execute();
  await db.schema.alterTable('traces').addColumn('arm_user', 'integer').execute();
  for (const column of ['arm_failed', 'contract_failed']) {
    await db.schema
      .alterTable('traces')
      .addColumn(column, 'integer', (definition) => definition.notNull().defaultTo(0))
      .execute();
  }
  await db.schema
    .createIndex('traces_rollouts')
    .on('traces')
    .columns([...FIGURES])
    .where('rollout', 'is not', null)
    .execute();
  await db.schema
    .createTable('rollout_begins')
    .addColumn('rollout', 'text', (column) => column.notNull())
    .addColumn('not_before', 'bigint', (column) => column.notNull())
    .addColumn('began_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('rollout_begins_key', ['rollout', 'not_before'])
    .execute();
}

export const rollouts: Migration = { up };
