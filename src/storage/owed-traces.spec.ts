import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { breakStorage } from '../../test/support/storage-outage.js';
import { LiveConfig } from '../config/live-config.js';
import type { StorageFailure } from '../config/snapshot.js';
import { DurableTraces } from '../trace/durable-traces.js';
import { OwedTraces } from '../trace/owed-traces.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import { TraceTally } from '../trace/trace-tally.js';
import { type Database, openDatabase } from './database.js';
import { SqlTraceStore } from './repositories/sql-trace-store.js';
import { FileTraceSpool } from './spool/file-trace-spool.js';

describe('OwedTraces', () => {
  let folder: string;
  let database: Database;
  let store: SqlTraceStore;
  let spool: FileTraceSpool;
  let clock: FakeClock;
  let tally: TraceTally;
  let owed: OwedTraces;
  let dropped: unknown[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'miniask-'));
    clock = new FakeClock();
    database = await openDatabase('sqlite::memory:');
    store = new SqlTraceStore(database, clock);
    spool = new FileTraceSpool({ folder: join(folder, 'spool'), maxBytes: 100_000 });
    tally = new TraceTally();
    owed = owedIn('refuse');
    dropped = [];
    Logger.overrideLogger({ log() {}, warn() {}, error: (line: unknown) => noteDropped(line) });
  });
  afterEach(async () => {
    Logger.overrideLogger(['log', 'warn', 'error']);
    await store.drain();
    await spool.close();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  const configOf = (storageFailure: StorageFailure): LiveConfig =>
    new LiveConfig(aSnapshot({ environment: { storageFailure } }));

  function durableIn(storageFailure: StorageFailure): DurableTraces {
    return new DurableTraces(store, spool, configOf(storageFailure), clock, tally);
  }

  function owedIn(storageFailure: StorageFailure): OwedTraces {
    return new OwedTraces(durableIn(storageFailure), clock, tally);
  }

  /** Each of them is named; that the store fails is said of none. */
  function noteDropped(line: unknown): void {
    if (typeof line === 'object' && line !== null && 'id' in line) dropped.push(line);
  }

  /** Lets the time come for another try, and waits for what comes of it. */
  async function tryAgain(): Promise<void> {
    clock.advance(await clock.untilTimer((ms) => ms === 2000));
    while (owed.any && !clock.pending.includes(2000)) await new Promise(setImmediate);
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

  it('keeps the newest thousand, says so of those that it drops, and counts them', async () => {
    const mend = await breakStorage(database);
    const records = Array.from({ length: 1002 }, () => aTrace());
    for (const record of records) owed.add(record);
    expect(owed.isFull).toBe(true);
    expect(dropped).toMatchObject(records.slice(0, 2).map(({ id }) => ({ id })));
    await mend();
    await owed.settle();
    const { records: stored } = await store.search({}, { limit: 2000 });
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(records.slice(2).map(({ id }) => id)));
    expect(dropped).toHaveLength(2);
    expect([tally.dropped, owed.count, owed.isFull]).toEqual([2, 0, false]);
  });

  it('lets no ask begin that could push out another, also when the store works again', async () => {
    const recorder = new TraceRecorder(durableIn('refuse'), owed, clock);
    await recorder.ready();
    const mend = await breakStorage(database);
    for (let records = 0; records < 1000; records += 1) owed.add(aTrace());
    await mend();
    await expect(recorder.ready()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'trace_store' });
    await tryAgain();
    await recorder.ready();
    expect([tally.dropped, owed.count]).toEqual([0, 0]);
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

  it('goes to the disk where it may, as soon as that takes it', async () => {
    await breakStorage(database);
    owed = owedIn('spool');
    const record = aTrace();
    owed.add(record);
    await tryAgain();
    expect([owed.any, spool.holds(record.id), dropped]).toEqual([false, true, []]);
  });

  it('waits behind an older version that waits on the disk', async () => {
    owed = owedIn('spool');
    const record = aTrace();
    await spool.add({ record: { ...record, status: 'running' } });
    owed.add(record);
    await tryAgain();
    expect([await store.find(record.id), spool.status.records]).toEqual([null, 2]);
  });
});
