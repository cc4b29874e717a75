import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What operators change while the server runs. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('config_changes')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('subject_kind', 'text', (column) => column.notNull())
    .addColumn('subject_key', 'text', (column) => column.notNull())
    .addColumn('subject_version', 'integer', (column) => column.notNull())
    .addColumn('change_action', 'text', (column) => column.notNull())
    .addColumn('value_laid_over', 'text')
    .addColumn('value_before', 'text')
    .addColumn('value_after', 'text')
    .addColumn('restored_version', 'integer')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('changed_by', 'text')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('evidence', 'text')
    // Also the index of all reads: what is newest, how many there are, and the history of a subject.
    .addUniqueConstraint('config_changes_version', [
      'environment',
      'subject_kind',
      'subject_key',
      'subject_version',
    ])
    .execute();
}

export const configChanges: Migration = { up };
