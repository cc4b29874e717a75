import { openDatabase } from '../../src/storage/database.js';
import { FakeClock } from '../support/fake-clock.js';
import { tracesIn } from '../support/traces-in.js';
import { describeRolloutFigures } from './rollout-figures.contract.js';

describeRolloutFigures('SQLite', async () => {
  const database = await openDatabase('sqlite::memory:');
  return { ...tracesIn(database, new FakeClock()), close: () => database.close() };
});
