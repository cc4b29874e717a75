import { type Database, openDatabase } from '../../src/storage/database.js';
import { SqlConfigArchive } from '../../src/storage/repositories/sql-config-archive.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestDatabase } from '../support/postgres.js';
import { describeConfigArchive } from './config-archive.contract.js';

describeConfigArchive('PostgreSQL', async () => {
  const server = await createTestDatabase();
  const { url } = server;
  const clock = new FakeClock();
  const databases: Database[] = [];
  const opened = async () => {
    const database = await openDatabase(url);
    databases.push(database);
    return database;
  };
  const database = await opened();
  return {
    clock,
    archive: new SqlConfigArchive(database, clock),
    traces: new SqlTraceStore(database, clock),
    another: async () => new SqlConfigArchive(await opened(), clock),
    async spoil(content) {
      await database.query.updateTable('stored_profiles').set({ content }).execute();
    },
    async close() {
      for (const one of databases) await one.close();
      await server.drop();
    },
  };
});
