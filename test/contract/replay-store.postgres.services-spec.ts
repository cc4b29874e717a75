import { openDatabase } from '../../src/storage/database.js';
import { SqlReplayStore } from '../../src/storage/repositories/sql-replay-store.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { createTestDatabase } from '../support/postgres.js';
import { describeReplayStore } from './replay-store.contract.js';

describeReplayStore('PostgreSQL', async () => {
  const server = await createTestDatabase();
  const database = await openDatabase(server.url);
  return {
    store: new SqlReplayStore(database),
    traces: new SqlTraceStore(database, new FakeClock()),
    async close() {
      await database.close();
      await server.drop();
    },
  };
});
