import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, createTestDatabase } from '../support/postgres.js';
import { RunningApp } from '../support/running-app.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles: { summarize_v1: { model: fast, system_prompt: You sum up. } }
routing: { summarize: summarize_v1 }
`,
  'env-policy.yaml':
    'environments: {dev: {allowed_profiles: [summarize_v1], storage_failure: spool, log_level: fatal, capture: full}}',
};
const ASK = { intent: 'summarize', input: { text: 'One thing. Another thing.' } };

describe('asks while PostgreSQL is away', { timeout: 60_000 }, () => {
  let folder: string;
  let database: TestDatabase;
  let server: RunningApp;
  let network: TcpProxy;
  let target: { host: string; port: number };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    database = await createTestDatabase();
    const url = new URL(database.url);
    target = { host: url.hostname, port: Number(url.port || 5432) };
    network = await TcpProxy.start(target);
    url.host = `127.0.0.1:${network.port}`;
    server = await RunningApp.start({
      env: { DATABASE_URL: url.href, MINIASK_SPOOL_DIR: join(folder, 'spool') },
      files: FILES,
    });
  });
  afterEach(async () => {
    await server.stop();
    await network.stop();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  async function answered(traceIds: readonly string[]): Promise<void> {
    const replies = await Promise.all(traceIds.map((traceId) => server.ask({ ...ASK, traceId })));
    expect(replies.map(({ status, body }) => [status, body.status])).toEqual(
      traceIds.map(() => [200, 'complete']),
    );
  }

  /** In the order in which they are stored, without anything twice. */
  async function stored(traceIds: readonly string[]): Promise<void> {
    await expect
      .poll(() => database.run('select trace_id, status from traces order by trace_id'), { timeout: 30_000 })
      .toEqual(traceIds.toSorted().map((traceId) => ({ trace_id: traceId, status: 'complete' })));
  }

  it('go on when it is gone, and are in it when it is back', async () => {
    await answered(['before']);
    await network.stop();
    await answered(['gone-1', 'gone-2', 'gone-3']);
    await answered(['gone-4']);
    expect((await server.call('GET', '/readyz', { token: null })).body).toMatchObject({
      details: { storage: { status: 'up', detail: 'degraded', spooled: 4 } },
    });
    network = await TcpProxy.start(target, network.port);
    await stored(['before', 'gone-1', 'gone-2', 'gone-3', 'gone-4']);
    await answered(['after']);
    await stored(['after', 'before', 'gone-1', 'gone-2', 'gone-3', 'gone-4']);
    await server.stop();
    expect(await readdir(join(folder, 'spool'))).toEqual([]);
  });

  it('wait for a second when it hangs, and then not at all', async () => {
    await answered(['before']);
    network.goSilent();
    await answered(['hung-1']);
    const begun = performance.now();
    await answered(['hung-2', 'hung-3']);
    expect(performance.now() - begun).toBeLessThan(900);
    network.recover();
    await stored(['before', 'hung-1', 'hung-2', 'hung-3']);
  });

  it('are stored once when it had taken them, and only its word was lost', async () => {
    const locked = database.run('begin; lock table traces in exclusive mode; select pg_sleep(3); commit');
    await expect
      .poll(() =>
        database.run(`select 1 from pg_locks where mode = 'ExclusiveLock' and relation = 'traces'::regclass`),
      )
      .toHaveLength(1);
    await answered(['late-1', 'late-2']);
    await locked;
    await stored(['late-1', 'late-2']);
  });
});
