import { type Database, openDatabase } from '../../src/storage/database.js';
import { createTestDatabase } from '../support/postgres.js';
import { describeConfigChanges } from './config-changes.contract.js';

describeConfigChanges('PostgreSQL', async () => {
  const server = await createTestDatabase();
  const databases: Database[] = [];
  const openAgain = async (): Promise<Database> => {
    const database = await openDatabase(server.url);
    databases.push(database);
    return database;
  };
  return {
    database: await openAgain(),
    openAgain,
    async close() {
      for (const database of databases) await database.close();
      await server.drop();
    },
  };
});
