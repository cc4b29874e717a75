import { sql, type Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { MIGRATIONS } from './migrations/index.js';
import { DatabaseUnusable } from './storage-errors.js';

/** Named after the product, because a PostgreSQL database may be shared with another user of Kysely. */
const MIGRATION_TABLE = 'miniask_migration';

/**
 * Brings the schema up to date. Several processes may do so at once: the first takes the engine's lock,
 * the others wait for it and find nothing left to do. A migration that fails leaves nothing behind.
 * @throws DatabaseUnusable when a newer version of the server has changed the schema already.
 */
export async function migrate<Schema>(db: Kysely<Schema>): Promise<void> {
  await refuseNewerSchema(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

async function refuseNewerSchema<Schema>(db: Kysely<Schema>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return;
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(MIGRATION_TABLE)}`.execute(db);
  const unknown = rows.map(({ name }) => name).filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown.length === 0) return;
  throw new DatabaseUnusable(
    `DATABASE_URL: a newer version of MiniAsk has changed this database (${unknown.toSorted().join(', ')}). ` +
      'Start that version or a later one, or name another database.',
  );
}
