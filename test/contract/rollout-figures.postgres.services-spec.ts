import { openDatabase } from '../../src/storage/database.js';
import { FakeClock } from '../support/fake-clock.js';
import { tracesIn } from '../support/traces-in.js';
import { createTestDatabase } from '../support/postgres.js';
import { describeRolloutFigures } from './rollout-figures.contract.js';

describeRolloutFigures('PostgreSQL', async () => {
  const server = await createTestDatabase();
  const database = await openDatabase(server.url);
  return {
    ...tracesIn(database, new FakeClock()),
    async close() {
      await database.close();
      await server.drop();
    },
  };
});
