import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { plansOf } from '../../test/support/query-plans.js';
import { canHaveSmallDisk, makeSmallDisk } from '../../test/support/small-disk.js';
import { TRACE_FILTERS, leadingIndex } from '../../test/support/trace-filters.js';
import type { TraceRecord } from '../trace/trace-record.js';
import type { TraceFilter } from '../trace/trace-store.js';
import { type Database, openDatabase } from './database.js';
import { openSqlite } from './dialects/sqlite.js';
import { MIGRATIONS } from './migrations/index.js';
import { SqlRolloutFigures } from './repositories/sql-rollout-figures.js';
import { SqlTraceFigures } from './repositories/sql-trace-figures.js';
import { SqlTraceStore } from './repositories/sql-trace-store.js';
import { encodeCursor } from './repositories/trace-cursor.js';
import { DatabaseUnusable } from './storage-errors.js';

/** A process of its own compiles what it imports first. */
const PROCESS_MS = 30_000;

describe('SQLite', () => {
  let folder: string;
  let path: string;
  let url: string;
  const open: Database[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'miniask-'));
    path = join(folder, 'data', 'miniask.db');
    url = `sqlite:${path}`;
  });

  afterEach(async () => {
    for (const database of open.splice(0)) await database.close();
    rmSync(folder, { recursive: true });
  });

  async function opened(engineOrUrl: Parameters<typeof openDatabase>[0] = url): Promise<Database> {
    const database = await openDatabase(engineOrUrl);
    open.push(database);
    return database;
  }

  async function storeIn(engineOrUrl?: Parameters<typeof openDatabase>[0]): Promise<SqlTraceStore> {
    return new SqlTraceStore(await opened(engineOrUrl), new FakeClock());
  }

  describe('the file', () => {
    const permissions = (name: string) => (statSync(name).mode & 0o777).toString(8);

    it("is created with its folder and its side files, for the server's user alone", async () => {
      const store = await storeIn();
      await store.save(aTrace());
      expect(permissions(join(folder, 'data'))).toBe('700');
      expect([path, `${path}-wal`, `${path}-shm`].map(permissions)).toEqual(['600', '600', '600']);
    });

    it('keeps the permissions that somebody else gave it', async () => {
      await (await openDatabase(url)).close();
      chmodSync(path, 0o640);
      await opened();
      expect(permissions(path)).toBe('640');
    });

    it.each([
      ['in a folder that cannot be made', () => `${writeFile('file', '')}/x/miniask.db`],
      ['that is a folder', () => folder],
      ['that is not a database', () => writeFile('text.db', 'not a database at all'.repeat(100))],
    ])('%s ends the start with advice', async (_case, place) => {
      const name = place();
      const failure = openDatabase(`sqlite:${name}`);
      await expect(failure).rejects.toBeInstanceOf(DatabaseUnusable);
      await expect(failure).rejects.toThrow(name);
      await expect(failure).rejects.toThrow('DATABASE_URL=sqlite:/path/to/miniask.db');
    });

    function writeFile(name: string, content: string): string {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    }
  });

  it('works in memory too', async () => {
    const store = await storeIn('sqlite::memory:');
    const record = aTrace();
    await store.save(record);
    await store.check();
    expect(await store.find(record.id)).toEqual(record);
  });

  describe('durability', () => {
    it(
      'has what was saved when the process is killed the moment after',
      { timeout: PROCESS_MS },
      async () => {
        const child = storageProcess('die-after-save');
        expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);

        const store = await storeIn();
        const { records } = await store.search({}, { limit: 10 });
        expect(records.map(({ traceId }) => traceId)).toContain('the-last-one');
      },
    );

    it('resolves a save only when the log is on the disk', async () => {
      const disk = Promise.withResolvers<void>();
      const written = Promise.withResolvers<void>();
      const engine = openSqlite(url);
      const store = await storeIn({
        ...engine,
        durable: () => {
          written.resolve();
          return disk.promise;
        },
      });
      const order: string[] = [];
      const saving = store.save(aTrace()).then(() => order.push('saved'));
      await written.promise;
      await new Promise(setImmediate);
      order.push('on disk');
      disk.resolve();
      await saving;
      expect(order).toEqual(['on disk', 'saved']);
    });

    it('fails a save into a file that is not where it was any more', async () => {
      const store = await storeIn();
      await store.save(aTrace());
      rmSync(path);
      await expect(store.save(aTrace())).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
      await expect(store.check()).rejects.toMatchObject({ reason: 'storage' });
    });

    it('fails a save that did not get onto the disk', async () => {
      const store = await storeIn({
        ...openSqlite(url),
        durable: () => Promise.reject(new Error('EIO: i/o error, fdatasync')),
      });
      await expect(store.save(aTrace())).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
      await expect(store.check()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
    });
  });

  describe('a lock of another process', () => {
    let other: DatabaseSync;

    beforeEach(async () => {
      await (await openDatabase(url)).close();
      other = new DatabaseSync(path);
    });

    afterEach(() => other.close());

    it('is waited for, while other work goes on', async () => {
      const store = await storeIn();
      other.exec('begin exclusive');
      const record = aTrace();
      const saving = store.save(record);
      // Only an event loop that is not blocked by the waiting save can let go of the lock.
      const release = setTimeout(() => other.exec('commit'), 20);
      await saving;
      clearTimeout(release);
      expect(await store.find(record.id)).toEqual(record);
    });

    it('fails the save when it lasts, and the next one succeeds', async () => {
      const store = await storeIn(openSqlite(url, { lockWaitsMs: [1, 1] }));
      other.exec('begin exclusive');
      const failure = store.save(aTrace());
      await expect(failure).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
      await expect(failure).rejects.toHaveProperty('cause.message', 'SQLite error 5: database is locked');
      await expect(store.check()).rejects.toMatchObject({ reason: 'storage' });
      other.exec('rollback');
      await store.save(aTrace());
      await store.check();
    });
  });

  describe('a disk that is full', () => {
    const big = (): TraceRecord => aTrace({ answer: 'x'.repeat(2_000_000) });

    it('is what the error of a save names, and saves succeed when there is room', async () => {
      const database = await opened();
      const store = new SqlTraceStore(database, new FakeClock());
      const limitPages = (most: number) => sql.raw(`pragma max_page_count = ${most}`).execute(database.query);
      // It is as large as it may get: never smaller than it is.
      await limitPages(1);
      await expectNamed(store.save(big()));
      await limitPages(100_000);
      await store.save(big());
    });

    // To mount a small disk takes a right that people seldom have; CI has it, and fails without.
    it.skipIf(!canHaveSmallDisk)('is told so by a file system, too', async () => {
      const disk = makeSmallDisk(6);
      try {
        const database = await openDatabase(`sqlite:${join(disk.folder, 'miniask.db')}`);
        const store = new SqlTraceStore(database, new FakeClock());
        const makeRoom = disk.fill();
        await expectNamed(store.save(big()));
        await expectNamed(store.check());
        makeRoom();
        await store.save(aTrace());
        await database.close();
      } finally {
        disk.remove();
      }
    });

    async function expectNamed(failure: Promise<void>): Promise<void> {
      await expect(failure).rejects.toMatchObject({
        reason: 'storage',
        cause: { message: 'SQLite error 13: database or disk is full' },
      });
    }
  });

  describe('the schema', () => {
    it('is made once when several processes start at the same moment', { timeout: PROCESS_MS }, async () => {
      const children = [storageProcess('migrate'), storageProcess('migrate'), storageProcess('migrate')];
      const exits = await Promise.all(children.map((child) => once(child, 'exit')));
      expect(exits).toEqual([
        [0, null],
        [0, null],
        [0, null],
      ]);
      const store = await storeIn();
      await store.save(aTrace());
    });

    it('is made once when several connections take turns at it', async () => {
      const databases = await Promise.all([opened(), opened(), opened()]);
      await Promise.all(databases.map((database) => database.probe(1)));
      const inspect = new DatabaseSync(path);
      expect(inspect.prepare('select name from miniask_migration').all()).toMatchObject(
        Object.keys(MIGRATIONS).map((name) => ({ name })),
      );
      inspect.close();
    });

    it('of a newer version is refused by name', async () => {
      await (await openDatabase(url)).close();
      const newer = new DatabaseSync(path);
      newer.exec(`insert into miniask_migration (name, timestamp) values ('0002-later', '2030-01-01')`);
      newer.close();
      await expect(openDatabase(url)).rejects.toThrow(/newer version of MiniAsk.*0002-later/);
    });

    it.each(['grew since it was opened', 'has statistics of itself'])(
      'answers every filter from an index that is already in order, also when it %s',
      async (which) => {
        const store = await storeIn();
        const records = Array.from({ length: 600 }, (_, at) =>
          aTrace({ startedAt: at * 5, status: at % 50 === 0 ? 'failed' : 'complete' }),
        );
        await Promise.all(records.map((record) => store.save(record)));
        if (which === 'has statistics of itself') analyse();
        const engine = openSqlite(url);
        for (const filter of TRACE_FILTERS) {
          const plans = await plansOf(engine, 'explain query plan', (database) => twoPages(database, filter));
          expect(plans.length).toBeGreaterThan(1);
          for (const plan of plans) {
            // The index that leads, in its order, or the look-up of what was found there.
            expect(plan).toEqual([expect.stringMatching(/^(SEARCH|SCAN) traces USING .*INDEX/)]);
            expect(plan[0]).toMatch(new RegExp(`INDEX ${leadingIndex(filter)}|autoindex`));
            // Walking far, it looks at no trace.
            expect(plan[0]).not.toMatch(/USING INDEX traces_by_(intent|profile|status|feedback)/);
          }
        }
        await engine.close();
      },
    );

    it('reads statistics, and what counts for the quotas of all, from an index alone', async () => {
      await opened();
      const engine = openSqlite(url);
      const day = { environment: 'prod', from: 0, to: 1 };
      const plans = await plansOf(engine, 'explain query plan', async (database) => {
        await new SqlTraceFigures(database).read(day).next();
        await new SqlTraceStore(database, new FakeClock()).charged({ ...day, userId: null });
      });
      const lines = plans.flat().filter((line) => line.includes(' traces '));
      expect(lines).toHaveLength(2);
      for (const line of lines) expect(line).toMatch(/^SEARCH traces USING COVERING INDEX traces_figures/);
      await engine.close();
    });

    it('reads what is compared of a rollout from an index alone', async () => {
      await opened();
      const engine = openSqlite(url);
      const span = { key: 'a rollout', from: 0, to: 1 };
      const plans = await plansOf(engine, 'explain query plan', (watched) =>
        new SqlRolloutFigures(watched).read(span).next(),
      );
      expect(plans).toEqual([
        [expect.stringMatching(/^SEARCH traces USING COVERING INDEX traces_rollouts \(rollout=\? AND /)],
      ]);
      await engine.close();
    });

    it('offers traceIds that begin with a text from their index alone', async () => {
      await storeIn();
      const engine = openSqlite(url);
      const plans = await plansOf(engine, 'explain query plan', (database) =>
        new SqlTraceStore(database, new FakeClock()).offerTraceIds('x', 10),
      );
      expect(plans.at(-1)).toEqual([
        'SEARCH traces USING COVERING INDEX traces_by_trace_id (trace_id>? AND trace_id<?)',
      ]);
      await engine.close();
    });

    it('finds the ask that a user tells of by its traceId', async () => {
      await storeIn();
      const engine = openSqlite(url);
      const plans = await plansOf(engine, 'explain query plan', (database) =>
        new SqlTraceStore(database, new FakeClock()).giveFeedback(
          { userId: 'u_1', traceId: 'x' },
          { rating: 'up', at: 0 },
        ),
      );
      expect(plans.flat()).toContainEqual(expect.stringMatching(/INDEX traces_by_trace_id \(trace_id=/));
      await engine.close();
    });

    function analyse(): void {
      const inspect = new DatabaseSync(path);
      inspect.exec('analyze');
      inspect.close();
    }

    async function twoPages(database: Database, filter: TraceFilter): Promise<void> {
      const store = new SqlTraceStore(database, new FakeClock());
      await store.search(filter, { limit: 20 });
      await store.search(filter, { limit: 20, cursor: encodeCursor({ startedAt: 1500, id: 'x' }) });
    }
  });

  it('lets go of what it holds: a closed store saves nothing and says so', async () => {
    const database = await openDatabase(url);
    const store = new SqlTraceStore(database, new FakeClock());
    await store.save(aTrace());
    await database.close();
    await expect(store.save(aTrace())).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
  });

  describe('what was deleted', () => {
    /** Of all three files, as they lie on the disk. */
    const bytes = (): Buffer =>
      Buffer.concat(
        [path, `${path}-wal`].filter((name) => existsSync(name)).map((name) => readFileSync(name)),
      );
    /** Short texts that share pages, and long ones that have pages of their own. */
    async function saveMany(store: SqlTraceStore, userId: string): Promise<void> {
      for (let round = 0; round < 20; round += 1) {
        const records = Array.from({ length: 20 }, (_, at) =>
          aTrace({ userId, answer: `secret of ${userId} `.repeat(1 + (at % 5) ** 4) }),
        );
        await Promise.all(records.map((record) => store.save({ ...record, status: 'running' })));
        await Promise.all(records.map((record) => store.save(record)));
      }
    }

    it('cannot be read in the files any more, whoever was stored between', async () => {
      const store = await storeIn();
      await Promise.all([saveMany(store, 'u_gone'), saveMany(store, 'u_stays')]);
      expect(bytes().includes('secret of u_gone')).toBe(true);
      const size = statSync(path).size + statSync(`${path}-wal`).size;
      await store.forgetUser('u_gone', Date.UTC(2026, 0, 1));
      expect(bytes().includes('secret of u_gone')).toBe(false);
      expect(bytes().includes('secret of u_stays')).toBe(true);
      expect((await store.search({ userId: 'u_stays' }, { limit: 1000 })).records).toHaveLength(400);
      expect(statSync(path).size + statSync(`${path}-wal`).size).toBeLessThan(size * 0.75);
    });

    it('is taken out of them as soon as nobody else reads', async () => {
      const store = await storeIn();
      await saveMany(store, 'u_gone');
      const reader = new DatabaseSync(path);
      reader.exec('begin; select count(*) from traces');
      await store.forgetUser('u_gone', Date.UTC(2026, 0, 1));
      expect(await store.purge()).toBe(false);
      reader.exec('rollback');
      reader.close();
      expect(await store.purge()).toBe(true);
      expect(bytes().includes('secret of u_gone')).toBe(false);
    });

    it('is deleted also while another process writes, and taken out later', async () => {
      const store = await storeIn(openSqlite(url, { lockWaitsMs: [1] }));
      await store.save(aTrace({ userId: 'u_gone', answer: 'secret of u_gone '.repeat(10_000) }));
      await store.deleteBefore('prod', Number.MAX_SAFE_INTEGER, 10);
      const writer = new DatabaseSync(path);
      writer.exec('begin immediate');
      await expect(store.purge()).rejects.toMatchObject({ reason: 'storage' });
      writer.exec('rollback');
      writer.close();
      expect(await store.purge()).toBe(true);
      expect(bytes().includes('secret of u_gone')).toBe(false);
    });

    it('is taken out also of a file from before files could shrink', async () => {
      rmSync(join(folder, 'data'), { recursive: true, force: true });
      writeFileSync(join(folder, 'old.db'), '');
      path = join(folder, 'old.db');
      url = `sqlite:${path}`;
      const old = new DatabaseSync(path);
      old.exec('create table other (id integer)');
      old.close();
      const store = await storeIn();
      await saveMany(store, 'u_gone');
      await store.forgetUser('u_gone', Date.UTC(2026, 0, 1));
      expect(bytes().includes('secret of u_gone')).toBe(false);
    });
  });

  it('refuses a save at once when too much waits already', async () => {
    const store = new SqlTraceStore(await opened(), new FakeClock(), { pendingChars: 3000 });
    const saves = Array.from({ length: 10 }, () => store.save(aTrace()));
    const outcomes = await Promise.allSettled(saves);
    expect(outcomes[0]?.status).toBe('fulfilled');
    expect(outcomes.at(-1)).toMatchObject({ reason: { code: 'INTERNAL', reason: 'storage' } });
    await store.save(aTrace());
  });

  function storageProcess(task: 'migrate' | 'die-after-save'): ChildProcess {
    return spawn(
      process.execPath,
      ['--import', './test/support/register-typescript.mjs', 'test/support/storage-process.ts', url, task],
      { stdio: 'inherit' },
    );
  }
});

describe('DATABASE_URL', () => {
  it.each(['', 'miniask.db', 'mysql://localhost/x', 'sqlite:'])(
    '%j is refused with examples',
    async (url) => {
      await expect(openDatabase(url)).rejects.toThrow(/sqlite:\.\/data\/miniask\.db.*postgres:\/\//);
    },
  );
});
