import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../../test/support/a-snapshot.js';
import { aTrace } from '../../../test/support/a-trace.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { memoryInUse } from '../../../test/support/memory.js';
import { breakStorage } from '../../../test/support/storage-outage.js';
import { LiveConfig } from '../../config/live-config.js';
import type { StorageFailure } from '../../config/snapshot.js';
import { auditOf } from '../../trace/audit-record.js';
import { DurableTraces } from '../../trace/durable-traces.js';
import { SpoolDrain } from '../../trace/spool-drain.js';
import { TraceTally } from '../../trace/trace-tally.js';
import { type Database, openDatabase } from '../database.js';
import { SqlAuditStore } from '../repositories/sql-audit-store.js';
import { SqlTraceStore } from '../repositories/sql-trace-store.js';
import { FileTraceSpool } from './file-trace-spool.js';

const MEGABYTE = 1024 * 1024;
const DAY_MS = 86_400_000;
const ALL_TIME = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** What one process has of it. */
interface Process {
  readonly spool: FileTraceSpool;
  readonly traces: DurableTraces;
  readonly drain: SpoolDrain;
  readonly tally: TraceTally;
}

describe('traces while the store is down', () => {
  let folder: string;
  let database: Database;
  let store: SqlTraceStore;
  let clock: FakeClock;
  let started: Process[];
  let lines: { level: string; text: unknown }[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'miniask-'));
    clock = new FakeClock();
    database = await openDatabase('sqlite::memory:');
    store = new SqlTraceStore(database, clock);
    started = [];
    lines = [];
    const note =
      (level: string) =>
      (...parts: unknown[]): void =>
        void lines.push({ level, text: parts.at(1) });
    Logger.overrideLogger({ log: note('log'), warn: note('warn'), error: note('error') });
  });
  afterEach(async () => {
    Logger.overrideLogger(['log', 'warn', 'error']);
    for (const process of started) await end(process);
    await store.drain();
    await database.close();
    rmSync(folder, { recursive: true });
  });

  /** Such as a server has them when it was started. */
  async function start(storageFailure: StorageFailure = 'spool', maxBytes = 64 * MEGABYTE): Promise<Process> {
    const spool = new FileTraceSpool({ folder, maxBytes });
    const config = new LiveConfig(aSnapshot({ environment: { storageFailure } }));
    const tally = new TraceTally();
    const traces = new DurableTraces(store, spool, config, clock, tally);
    const process = { spool, traces, tally, drain: new SpoolDrain(store, spool, traces, clock, tally) };
    await spool.prepare();
    started.push(process);
    return process;
  }

  /** With nothing stored that was not stored before. */
  async function end({ drain, spool }: Process): Promise<void> {
    await drain.beforeApplicationShutdown();
    await spool.close();
  }

  /** Lets the time come for the next look, or begins looking, and waits for what comes of it. */
  async function look({ drain }: Process): Promise<void> {
    if (clock.pending.includes(2500)) clock.advance(2500);
    else drain.onApplicationBootstrap();
    await clock.untilTimer((ms) => ms === 2500);
  }

  const spoken = (): unknown[] => lines.filter(({ level }) => level !== 'warn').map(({ text }) => text);

  it('wait on the disk, and are stored as they would have been when it is back', async () => {
    const process = await start();
    const mend = await breakStorage(database);
    const records = Array.from({ length: 150 }, (_, at) => aTrace({ answer: `answer ${at}` }));
    await Promise.all(records.map((record) => process.traces.save(record, auditOf(record, clock.now()))));
    expect(process.tally).toMatchObject({ spooled: 150, drained: 0, dropped: 0 });
    await look(process);
    expect(process.spool.status.records).toBe(150);
    await mend();
    await look(process);
    for (const record of records) expect(await store.find(record.id)).toEqual(record);
    expect(await new SqlAuditStore(database).page(ALL_TIME, 1000)).toHaveLength(150);
    expect(process.tally).toMatchObject({ spooled: 150, drained: 150, dropped: 0 });
    expect([process.traces.isBehind, process.spool.status.records]).toEqual([false, 0]);
  });

  it('are said to be in trouble once for each outage, and once to be out of it', async () => {
    const process = await start();
    for (let outage = 0; outage < 2; outage += 1) {
      const mend = await breakStorage(database);
      for (let ask = 0; ask < 5; ask += 1) await process.traces.save(aTrace());
      await look(process);
      await mend();
      await look(process);
    }
    expect(spoken()).toEqual(
      [1, 2].flatMap(() => [
        'traces cannot be stored',
        'traces can be stored again',
        'spooled traces were stored',
      ]),
    );
  });

  it('go to the store again as soon as it works, but never past an older version that waits', async () => {
    const process = await start();
    const mend = await breakStorage(database);
    const running = aTrace({ status: 'running' });
    await process.traces.save(running);
    await mend();
    await process.traces.tryStore();
    const complete = { ...running, status: 'complete' as const };
    await process.traces.save(complete);
    const other = aTrace();
    await process.traces.save(other);
    expect(await store.find(other.id)).toEqual(other);
    expect(await store.find(running.id)).toBe(null);
    await look(process);
    expect(await store.find(running.id)).toEqual(complete);
  });

  it('that came past an older one, which was given up meanwhile, follow it all the same', async () => {
    const process = await start();
    const hangs = Promise.withResolvers<void>();
    const save = store.save.bind(store);
    store.save = () => hangs.promise;
    const older = aTrace({ status: 'running' });
    const savingOlder = process.traces.save(older);
    clock.advance(500);
    store.save = save;
    const newer = { ...older, status: 'complete' as const };
    const held = Promise.withResolvers<void>();
    store.save = async (...args) => {
      await held.promise;
      await save(...args);
    };
    const savingNewer = process.traces.save(newer);
    clock.advance(500);
    await savingOlder;
    held.resolve();
    await savingNewer;
    store.save = save;
    expect(await store.find(older.id)).toEqual(newer);
    await look(process);
    expect(await store.find(older.id)).toEqual(newer);
  });

  it('do not wait for a store that is slow', async () => {
    const process = await start();
    const save = store.save.bind(store);
    const slow = Promise.withResolvers<void>();
    store.save = () => slow.promise;
    const record = aTrace();
    const saving = process.traces.save(record);
    clock.advance(await clock.untilTimer((ms) => ms === 1000));
    await saving;
    // Nobody waits a second time.
    await process.traces.save(aTrace());
    expect(process.spool.status.records).toBe(2);
    store.save = save;
    slow.resolve();
    await look(process);
    expect(await store.find(record.id)).toEqual(record);
  });

  it('are stored by the next process, when this one is lost, also where it would refuse', async () => {
    const lost = await start();
    const mend = await breakStorage(database);
    const record = aTrace();
    await lost.traces.save({ ...record, status: 'running' });
    await lost.traces.save(record);
    await lost.spool.close();
    await mend();
    const next = await start('refuse');
    next.drain.onApplicationBootstrap();
    await expect.poll(() => store.find(record.id)).toEqual(record);
    await expect.poll(() => readdirSync(folder)).toEqual([]);
    expect(clock.pending).toEqual([]);
  });

  it('of users who were forgotten meanwhile stay forgotten', async () => {
    const process = await start();
    const mend = await breakStorage(database);
    const gone = aTrace({ userId: 'u_gone', startedAt: clock.now() });
    const stays = aTrace({ userId: 'u_stays', startedAt: clock.now() });
    for (const record of [gone, stays]) await process.traces.save(record, auditOf(record, clock.now()));
    await mend();
    await store.forgetUser('u_gone', clock.now());
    await look(process);
    expect(await store.find(gone.id)).toBe(null);
    expect(await store.find(stays.id)).toEqual(stays);
    const audits = await new SqlAuditStore(database).page(ALL_TIME, 10);
    expect(new Set(audits.map(({ userId }) => userId))).toEqual(new Set([null, 'u_stays']));
  });

  it('that waited for longer than it is known who was forgotten name nobody', async () => {
    const process = await start();
    const mend = await breakStorage(database);
    const record = aTrace({ startedAt: clock.now(), answer: 'a secret' });
    await process.traces.save(record, auditOf(record, clock.now()));
    await mend();
    await store.forgetUser('u_123', clock.now());
    clock.advance(DAY_MS);
    await database.query.deleteFrom('forgotten_users').execute();
    await look(process);
    const stored = await store.find(record.id);
    expect(stored).toMatchObject({
      id: record.id,
      userId: null,
      status: 'complete',
      answer: null,
      input: null,
    });
    expect(JSON.stringify(stored)).not.toContain('u_123');
    const [audit] = await new SqlAuditStore(database).page(ALL_TIME, 10);
    expect(audit).toMatchObject({ id: record.id, userId: null, answerSha256: expect.any(String) });
  });

  it('that no store takes are put aside in the end, and hold nobody up', async () => {
    const process = await start();
    const broken = aTrace();
    const others = [aTrace(), aTrace()];
    const mend = await breakStorage(database);
    for (const record of [others[0] ?? broken, broken, others[1] ?? broken])
      await process.traces.save(record);
    await mend();
    const save = store.save.bind(store);
    store.save = async (record, audit) => {
      if (record.id === broken.id) throw new TypeError('it is refused');
      await save(record, audit);
    };
    for (let looks = 0; looks < 9; looks += 1) await look(process);
    expect(process.spool.status).toMatchObject({ records: 2, setAside: 0 });
    await look(process);
    expect(process.spool.status).toMatchObject({ records: 0, setAside: 1 });
    for (const record of others) expect(await store.find(record.id)).toEqual(record);
    const aside = readdirSync(folder).filter((name) => name.endsWith('.aside'));
    expect(aside.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([
      expect.stringContaining(broken.id),
    ]);
  });

  it('of users who were forgotten are not put aside either, and of long ago without name and words', async () => {
    const process = await start();
    const gone = aTrace({ userId: 'u_gone', startedAt: clock.now() });
    const old = aTrace({ userId: 'u_old', startedAt: clock.now() - 2 * DAY_MS, answer: 'a secret' });
    const mend = await breakStorage(database);
    for (const record of [gone, old]) await process.traces.save(record, auditOf(record, clock.now()));
    await mend();
    await store.forgetUser('u_gone', clock.now());
    store.save = () => Promise.reject(new TypeError('it is refused'));
    for (let looks = 0; looks < 20; looks += 1) await look(process);
    expect(process.spool.status).toMatchObject({ records: 0, setAside: 2 });
    const aside = readdirSync(folder).filter((name) => name.endsWith('.aside'));
    const text = aside.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
    expect(text).toContain(old.id);
    expect(text).not.toMatch(/u_gone|u_old|a secret/);
    expect(text).not.toContain(gone.id);
  });

  it('that were put aside are told of at every start', async () => {
    writeFileSync(join(folder, 'left.00000001.aside'), '{}\n');
    const process = await start('refuse');
    process.drain.onApplicationBootstrap();
    await expect
      .poll(() => lines)
      .toContainEqual({
        level: 'warn',
        text: 'records were put aside and wait for somebody to look at them',
      });
  });

  it('are refused where the spool takes none either, until one of them does', async () => {
    const process = await start('spool', 5000);
    const mend = await breakStorage(database);
    const saves = Array.from({ length: 20 }, () => process.traces.save(aTrace()));
    const outcomes = await Promise.allSettled(saves);
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: 'INTERNAL', reason: 'trace_spool' } });
    await expect(process.traces.ready(false)).rejects.toMatchObject({ reason: 'storage' });
    await mend();
    await process.traces.ready(false);
    await look(process);
    expect(process.spool.status.records).toBe(0);
  });

  it('are refused at once where the environment wants that', async () => {
    const process = await start('refuse');
    const mend = await breakStorage(database);
    await expect(process.traces.save(aTrace())).rejects.toMatchObject({ reason: 'storage' });
    await expect(process.traces.ready(false)).rejects.toMatchObject({ reason: 'storage' });
    expect([readdirSync(folder), process.tally.failures]).toEqual([[], 1]);
    await mend();
    await process.traces.ready(false);
    await process.traces.save(aTrace());
    expect(spoken()).toEqual(['traces cannot be stored', 'traces can be stored again']);
  });

  it('of five thousand asks take no memory', { timeout: 60_000 }, async () => {
    const process = await start('spool', 512 * MEGABYTE);
    const mend = await breakStorage(database);
    const save = async (): Promise<void> => process.traces.save(aTrace({ answer: 'x'.repeat(20_000) }));
    await save();
    const before = memoryInUse();
    for (let asks = 0; asks < 5000; asks += 50) await Promise.all(Array.from({ length: 50 }, save));
    expect(process.spool.status.bytes).toBeGreaterThan(95 * MEGABYTE);
    expect(memoryInUse() - before).toBeLessThan(12 * MEGABYTE);
    await mend();
    await look(process);
    const rows = await database.query.selectFrom('traces').select('id').execute();
    expect([rows.length, process.spool.status.records]).toEqual([5001, 0]);
  });
});
