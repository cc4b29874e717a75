import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/storage/database.js';
import { openPostgres } from '../../src/storage/dialects/postgres.js';
import { MIGRATIONS } from '../../src/storage/migrations/index.js';
import { SqlAuditStore } from '../../src/storage/repositories/sql-audit-store.js';
import { SqlRolloutFigures } from '../../src/storage/repositories/sql-rollout-figures.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { aTrace } from '../support/a-trace.js';
import { FakeClock } from '../support/fake-clock.js';
import { plansOf } from '../support/query-plans.js';
import { TRACE_FILTERS } from '../support/trace-filters.js';
import { type TestDatabase, createTestDatabase } from '../support/postgres.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { describeTraceStore } from './trace-store.contract.js';

// In the order of a language small letters stand beside capitals, and signs count for little.
describeTraceStore('PostgreSQL', async () => {
  const server = await createTestDatabase({ locale: 'en-US' });
  let database = await openDatabase(server.url);
  const clock = new FakeClock();
  const newStore = () => new SqlTraceStore(database, clock);
  return {
    clock,
    store: newStore(),
    audits: new SqlAuditStore(database),
    async reopen() {
      await database.close();
      database = await openDatabase(server.url);
      return newStore();
    },
    async close() {
      await database.close();
      await server.drop();
    },
  };
});

describe('PostgreSQL', () => {
  let server: TestDatabase;
  const open: Database[] = [];

  beforeEach(async () => {
    server = await createTestDatabase({ locale: 'en-US' });
  });

  afterEach(async () => {
    for (const database of open.splice(0)) await database.close();
    await server.drop();
  });

  async function storeIn(engineOrUrl: Parameters<typeof openDatabase>[0]): Promise<SqlTraceStore> {
    const database = await openDatabase(engineOrUrl);
    open.push(database);
    return new SqlTraceStore(database, new FakeClock());
  }

  it('makes the schema once when several processes start at the same moment', async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => storeIn(server.url)));
    await Promise.all(stores.map((store) => store.save(aTrace())));
    expect(await server.run('select name from miniask_migration')).toEqual(
      Object.keys(MIGRATIONS).map((name) => ({ name })),
    );
  });

  it('answers every filter from an index that is already in order', async () => {
    const store = await storeIn(server.url);
    await store.save(aTrace({ startedAt: 0 }));
    await server.run(
      `insert into traces (id, trace_id, user_id, environment, intent, profile, status, started_at, document_version, document, feedback, replay_of)
       select 'copy-' || n, 'trace-' || n, 'u_' || n % 999, environment, intent, profile, case when n % 50 = 0 then 'failed' else status end, n,
         document_version, document, case when n % 99 = 0 then 'down' end, case when n % 98 = 0 then id end
       from traces, generate_series(1, 20000) n`,
    );
    await server.run('vacuum analyze traces');
    const engine = openPostgres(server.url);
    for (const filter of TRACE_FILTERS) {
      const plans = await plansOf(engine, 'explain', (database) =>
        new SqlTraceStore(database, new FakeClock()).search(filter, { limit: 20 }),
      );
      for (const plan of plans.map((lines) => lines.join('\n'))) {
        expect(plan).not.toContain('Seq Scan');
        // Of what is rare it may sort the little that there is.
        expect(plan).toMatch(/by_(trace_id|user_id|feedback)|replays|^(?!.*Sort)/s);
      }
    }
  });

  it('offers traceIds that begin with a text from their index alone', async () => {
    const store = await storeIn(server.url);
    await store.save(aTrace({ startedAt: 0 }));
    await server.run(
      `insert into traces (id, trace_id, environment, status, started_at, document_version, document)
       select 'copy-' || n, 'trace-' || n, environment, status, n, document_version, document from traces, generate_series(1, 20000) n`,
    );
    await server.run('vacuum analyze traces');
    const plans = await plansOf(openPostgres(server.url), 'explain', (database) =>
      new SqlTraceStore(database, new FakeClock()).offerTraceIds('trace-7', 1000),
    );
    const plan = plans.at(-1)?.join('\n');
    expect(plan).toContain('Index Only Scan Backward using traces_by_trace_id');
    expect(plan).not.toMatch(/Sort|Seq Scan/);
  });

  it('reads what is compared of a rollout from an index alone', async () => {
    const store = await storeIn(server.url);
    await store.save(aTrace({ startedAt: 0 }));
    await server.run(
      `insert into traces (id, trace_id, environment, status, started_at, document_version, document, rollout, arm)
       select 'copy-' || n, 'trace-' || n, environment, status, n, document_version, document, case when n % 4 = 0 then 'key-' || n % 3 end, 'summarize_v2'
       from traces, generate_series(1, 20000) n`,
    );
    await server.run('vacuum analyze traces');
    const plans = await plansOf(openPostgres(server.url), 'explain', (database) =>
      new SqlRolloutFigures(database).read({ key: 'key-1', from: 100, to: 15_000 }).next(),
    );
    const [plan = ''] = plans.map((lines) => lines.join('\n'));
    expect(plan).toContain('Index Only Scan using traces_rollouts');
    expect(plan).not.toMatch(/Sort|Seq Scan/);
  });

  it('refuses the schema of a newer version by name', async () => {
    await storeIn(server.url);
    await server.run(`insert into miniask_migration (name, timestamp) values ('0002-later', '2030-01-01')`);
    await expect(openDatabase(server.url)).rejects.toThrow(/newer version of MiniAsk.*0002-later/);
  });

  it('tells at the start what cannot be reached, without the password', async () => {
    const failure = openDatabase('postgres://somebody:a-secret@127.0.0.1:1/miniask');
    await expect(failure).rejects.toThrow(/^DATABASE_URL: PostgreSQL 127\.0\.0\.1:1\/miniask .*ECONNREFUSED/);
    await expect(failure).rejects.not.toThrow('a-secret');
  });

  it('forgets also what somebody is writing who has not committed yet', async () => {
    const store = await storeIn(server.url);
    const record = aTrace({ userId: 'u_1', startedAt: 0 });
    await store.save(record);
    const writer = server.run(
      `begin; select pg_advisory_xact_lock_shared(hashtext('miniask traces')); insert into traces select 'late', trace_id, user_id, environment, intent, profile, status, error_code, started_at, latency_ms, document_version, document, saved_at from traces; select pg_sleep(0.5); commit`,
    );
    await expect
      .poll(() =>
        server.run(
          `select 1 from pg_locks where mode = 'RowExclusiveLock' and relation = 'traces'::regclass`,
        ),
      )
      .not.toHaveLength(0);
    await store.forgetUser('u_1', 1);
    await writer;
    expect(await server.run('select id from traces')).toEqual([]);
  });

  it('is not ready while the database takes no writes', async () => {
    const store = await storeIn(server.url);
    await server.run('alter table storage_probe rename to elsewhere');
    await expect(store.check()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
    await server.run('alter table elsewhere rename to storage_probe');
    await store.check();
  });

  it('goes on with new connections when the server has ended the old ones', async () => {
    const store = await storeIn(server.url);
    await store.save(aTrace());
    await server.run(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    // Whoever meets a dead connection before the pool has noticed fails; the pool throws it away then.
    await store.save(aTrace()).catch(() => {});
    const record = aTrace();
    await store.save(record);
    expect(await store.find(record.id)).toEqual(record);
  });

  it('cancels a statement that waits too long for a lock, and saves the next one', async () => {
    const store = await storeIn(openPostgres(server.url, { statementTimeoutMs: 100 }));
    const locked = server.run('begin; lock table traces in exclusive mode; select pg_sleep(1); commit');
    await expect
      .poll(() =>
        server.run(`select 1 from pg_locks where mode = 'ExclusiveLock' and relation = 'traces'::regclass`),
      )
      .toHaveLength(1);
    await expect(store.save(aTrace())).rejects.toHaveProperty(
      'cause.message',
      expect.stringContaining('57014'),
    );
    await locked;
    await store.save(aTrace());
  });

  it('gives up a server that went silent, and recovers when it is back', async () => {
    const { hostname, port } = new URL(server.url);
    const network = await TcpProxy.start({ host: hostname, port: Number(port || 5432) });
    const url = new URL(server.url);
    url.host = `127.0.0.1:${network.port}`;
    const store = await storeIn(openPostgres(url.href, { silenceMs: 2000 }));
    await store.save(aTrace());

    network.goSilent();
    await expect(store.save(aTrace())).rejects.toHaveProperty(
      'cause.message',
      expect.stringContaining('silent'),
    );
    network.recover();
    const record = aTrace();
    await store.save(record);
    expect(await store.find(record.id)).toEqual(record);
    await network.stop();
  });
});
