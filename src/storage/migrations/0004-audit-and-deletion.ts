import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Records of answers that outlive their traces, and users of whom nothing may be stored any more. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit_records')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('content_id', 'text')
    .addColumn('trace_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('intent', 'text')
    .addColumn('profile', 'text')
    .addColumn('profile_digest', 'text')
    .addColumn('model', 'text')
    .addColumn('given_at', 'bigint', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('answer_sha256', 'text', (column) => column.notNull())
    .addColumn('cached', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('audit_oldest').on('audit_records').columns(['given_at', 'id']).execute();
  await db.schema.createIndex('audit_by_user').on('audit_records').column('user_id').execute();
  await db.schema
    .createTable('forgotten_users')
    .addColumn('user_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('forgotten_at', 'bigint', (column) => column.notNull())
    .execute();
}

export const auditAndDeletion: Migration = { up };
