import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A probe as large as a trace: a disk that is almost full still takes a small row. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('storage_probe').addColumn('padding', 'text').execute();
}

export const probePadding: Migration = { up };
