import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { breakStorage } from '../../test/support/storage-outage.js';
import { type Database, openDatabase } from './database.js';
import { SqlTraceStore } from './repositories/sql-trace-store.js';
import { OwedTraces } from '../trace/owed-traces.js';

describe('OwedTraces', () => {
  let database: Database;
  let store: SqlTraceStore;
  let clock: FakeClock;
  let owed: OwedTraces;
  let dropped: unknown[];

  beforeEach(async () => {
    clock = new FakeClock();
    database = await openDatabase('sqlite::memory:');
    store = new SqlTraceStore(database, clock);
    owed = new OwedTraces(store, clock);
    dropped = [];
    Logger.overrideLogger({ log() {}, warn() {}, error: (line: unknown) => dropped.push(line) });
  });
  afterEach(async () => {
    Logger.overrideLogger(['log', 'warn', 'error']);
    await store.drain();
    await database.close();
  });

  /** Lets the time come for another try, and waits for what comes of it. */
  async function tryAgain(): Promise<void> {
    clock.advance(await clock.untilTimer());
    while (owed.any && clock.pending.length === 0) await new Promise(setImmediate);
  }

  it('stores what it is given, however long that takes, and then rests', async () => {
    const mend = await breakStorage(database);
    const record = aTrace();
    owed.add(record);
    for (let tries = 0; tries < 40; tries += 1) await tryAgain();
    expect(owed.any).toBe(true);
    await mend();
    await tryAgain();
    expect(await store.find(record.id)).toEqual(record);
    expect([owed.any, clock.pending, dropped]).toEqual([false, [], []]);
  });

  it('keeps the newest thousand, and says so of those that it drops', async () => {
    const mend = await breakStorage(database);
    const records = Array.from({ length: 1002 }, () => aTrace());
    for (const record of records) owed.add(record);
    expect(dropped).toMatchObject(records.slice(0, 2).map(({ id }) => ({ id })));
    await mend();
    await owed.settle();
    const { records: stored } = await store.search({}, { limit: 2000 });
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(records.slice(2).map(({ id }) => id)));
    expect(dropped).toHaveLength(2);
  });

  it('gives up a record that a working store refuses again and again, and no other', async () => {
    const broken = aTrace({ startedAt: Number.NaN });
    const record = aTrace();
    owed.add(broken);
    owed.add(record);
    for (let tries = 0; tries < 29; tries += 1) await tryAgain();
    expect(await store.find(record.id)).toEqual(record);
    expect([owed.any, dropped]).toEqual([true, []]);
    await tryAgain();
    expect([owed.any, dropped]).toMatchObject([false, [{ id: broken.id }]]);
  });

  it('says so of everything that it could not store in the end', async () => {
    await breakStorage(database);
    const records = [aTrace(), aTrace()];
    for (const record of records) owed.add(record);
    await owed.settle();
    expect(dropped).toMatchObject(records.map(({ id }) => ({ id })));
    expect([owed.any, clock.pending]).toEqual([false, []]);
  });
});
