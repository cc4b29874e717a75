import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/storage/database.js';
import { openSqlite } from '../../src/storage/dialects/sqlite.js';
import { SqlConfigChanges } from '../../src/storage/repositories/sql-config-changes.js';
import { aChange } from '../support/a-change.js';
import { plansOf } from '../support/query-plans.js';
import { describeConfigChanges } from './config-changes.contract.js';

describeConfigChanges('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
  const databases: Database[] = [];
  const openAgain = async (): Promise<Database> => {
    const database = await openDatabase(`sqlite:${join(folder, 'miniask.db')}`);
    databases.push(database);
    return database;
  };
  return {
    database: await openAgain(),
    openAgain,
    async close() {
      for (const database of databases) await database.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe('changes in SQLite', () => {
  it('are made when they outlive a power cut', async () => {
    const engine = openSqlite('sqlite::memory:');
    const asked = Promise.withResolvers<void>();
    const durable = Promise.withResolvers<void>();
    const database = await openDatabase({
      ...engine,
      durable() {
        asked.resolve();
        return durable.promise;
      },
    });
    const appending = new SqlConfigChanges(database).append(aChange());
    await asked.promise;
    const first = Promise.race([appending.then(() => 'made'), new Promise(setImmediate).then(() => 'waits')]);
    expect(await first).toBe('waits');
    durable.resolve();
    await appending;
    await database.close();
  });

  it('are read by an index alone, or through it', async () => {
    const engine = openSqlite('sqlite::memory:');
    await openDatabase(engine);
    const subject = { kind: 'route', key: 'summarize' } as const;
    const plans = await plansOf(engine, 'explain query plan', async (database) => {
      const store = new SqlConfigChanges(database);
      await store.head('prod');
      await store.find('prod', subject, 1);
      await store.history('prod', subject, { limit: 5 });
      await store.newest('prod');
    });
    expect(plans[2]).toEqual([expect.stringMatching(/^SEARCH config_changes USING INDEX/)]);
    expect(
      plans.flat().filter((line) => /^SCAN (one|later|config_changes)|TEMP B-TREE FOR GROUP/.test(line)),
    ).toEqual([]);
    // However many changes there are, their number costs nothing.
    for (const plan of [plans[0], plans[3]]) {
      const searched = plan?.flatMap((line) => /^SEARCH one USING INDEX .*\((.*)\)$/.exec(line)?.[1] ?? []);
      expect(searched).toEqual([
        'environment=?',
        'environment=? AND subject_kind=? AND subject_key<?',
        'environment=? AND subject_kind<?',
      ]);
    }
    await engine.close();
  });
});
