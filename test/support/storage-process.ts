/** A process of its own for tests of storage: `storage-process.ts <database url> migrate|die-after-save`. */
import 'reflect-metadata';
import { SystemClock } from '../../src/common/clock.js';
import { openDatabase } from '../../src/storage/database.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { aTrace } from './a-trace.js';

const [, , url = '', task] = process.argv;
const database = await openDatabase(url);

if (task === 'die-after-save') {
  const store = new SqlTraceStore(database, new SystemClock());
  const record = aTrace({ traceId: 'the-last-one' });
  void store.save(aTrace({ traceId: 'earlier' }));
  await store.save(record);
  process.kill(process.pid, 'SIGKILL');
}

await database.close();
