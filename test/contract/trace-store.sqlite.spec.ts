import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/storage/database.js';
import { SqlAuditStore } from '../../src/storage/repositories/sql-audit-store.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { describeTraceStore } from './trace-store.contract.js';

describeTraceStore('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
  const url = `sqlite:${join(folder, 'miniask.db')}`;
  let database = await openDatabase(url);
  const clock = new FakeClock();
  const newStore = () => new SqlTraceStore(database, clock);
  return {
    clock,
    store: newStore(),
    audits: new SqlAuditStore(database),
    async reopen() {
      await database.close();
      database = await openDatabase(url);
      return newStore();
    },
    async close() {
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
});
