import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/storage/database.js';
import { SqlReplayStore } from '../../src/storage/repositories/sql-replay-store.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { describeReplayStore } from './replay-store.contract.js';

describeReplayStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
  const database = await openDatabase(`sqlite:${join(folder, 'miniask.db')}`);
  return {
    store: new SqlReplayStore(database),
    traces: new SqlTraceStore(database, new FakeClock()),
    async close() {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
});
