import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toLine } from '../../src/storage/spool/spool-line.js';
import { configDir } from '../config/config-dir.js';
import { aTrace } from '../support/a-trace.js';
import { type ReplyBody, replyBody } from '../support/reply-body.js';
import { NodeStream } from '../support/node-stream.js';
import { RunningApp } from '../support/running-app.js';
import { ServerProcess } from '../support/server-process.js';
import { canHaveSmallDisk, makeSmallDisk } from '../support/small-disk.js';
import { handmadeToken } from '../support/tokens.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles: { summarize_v1: { model: fast, system_prompt: You sum up. } }
routing: { summarize: summarize_v1 }
`,
  'env-policy.yaml':
    'environments: {dev: {allowed_profiles: [summarize_v1], storage_failure: spool, log_level: error, capture: full}}',
};
const ASK = { intent: 'summarize', input: { text: 'One thing. Another thing.' } };

/** Somebody else holds the lock, for longer than anybody waits. */
function lock(path: string): () => void {
  const other = new DatabaseSync(path);
  other.exec('begin immediate');
  return () => {
    other.exec('rollback');
    other.close();
  };
}

describe('an ask while the database is locked', { timeout: 60_000 }, () => {
  let folder: string;
  let path: string;
  let server: RunningApp;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    path = join(folder, 'miniask.db');
    server = await RunningApp.start({
      env: { DATABASE_URL: `sqlite:${path}` },
      files: FILES,
    });
  });
  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const ready = (): Promise<{ status: number; body: ReplyBody }> =>
    server.call('GET', '/readyz', { token: null });
  async function metric(name: string): Promise<number> {
    const { text } = await server.call('GET', '/metrics', { token: null });
    return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  }

  it('is answered, tells that all is not well, and is on record when the lock is gone', async () => {
    const unlock = lock(path);
    const answered = await server.ask({ ...ASK, traceId: 'first' });
    expect([answered.status, answered.body]).toMatchObject([200, { status: 'complete' }]);
    const begun = performance.now();
    expect((await server.ask({ ...ASK, traceId: 'second' })).status).toBe(200);
    // Nobody waits for the lock any more.
    expect(performance.now() - begun).toBeLessThan(900);
    const refused = await server.ask({ ...ASK, more: 1, traceId: 'refused' });
    expect(refused.status).toBe(400);
    expect((await server.call('GET', '/v1/mini/asks/second')).body).toMatchObject({ status: 'complete' });

    expect(await ready()).toMatchObject({
      status: 200,
      body: { details: { storage: { status: 'up', detail: 'degraded', spooled: 3 } } },
    });
    expect(await metric('miniask_storage_down')).toBe(1);
    expect(await metric('miniask_spool_records')).toBe(3);
    expect(await metric('miniask_spool_bytes')).toBeGreaterThan(1000);
    expect(await metric('miniask_spooled_total')).toBe(3);
    expect(await metric('miniask_storage_failures_total')).toBe(1);

    unlock();
    await expect.poll(() => metric('miniask_drained_total'), { timeout: 20_000 }).toBe(3);
    for (const traceId of ['first', 'second']) {
      expect(await server.traceOf(traceId)).toMatchObject({ status: 'complete', answer: expect.any(String) });
    }
    expect(await server.traceOf('refused')).toMatchObject({ status: 'refused', httpStatus: 400 });
    expect(await ready()).toMatchObject({ status: 200, body: { details: { storage: { status: 'up' } } } });
    expect(await metric('miniask_storage_down')).toBe(0);
    expect(await metric('miniask_traces_dropped_total')).toBe(0);
    await server.stop();
    expect(await readdir(`${path}-spool`)).toEqual([]);
  });

  it('is forgotten with its user also where it was put aside, which is counted until then', async () => {
    const record = aTrace({ userId: 'u_123', startedAt: Date.now() - 1000 });
    await mkdir(`${path}-spool`, { recursive: true });
    await writeFile(join(`${path}-spool`, 'a.aside'), toLine({ record }));
    expect(await metric('miniask_spool_aside_files')).toBe(1);
    expect((await server.call('DELETE', '/v1/mini/me')).status).toBe(204);
    expect(await readdir(`${path}-spool`)).toEqual([]);
    expect(await metric('miniask_spool_aside_files')).toBe(0);
  });

  it('streams, and what its reader saw first is on record as well', async () => {
    const unlock = lock(path);
    const stream = await NodeStream.ask({
      url: server.url,
      token: server.token(),
      body: { ...ASK, stream: true, traceId: 'streamed' },
    });
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'done', data: { status: 'complete' } });
    unlock();
    await expect
      .poll(() => server.traceOf('streamed').catch(() => undefined), { timeout: 20_000 })
      .toMatchObject({ status: 'complete', answer: stream.answer });
  });
});

describe('where asks are refused while the database is locked', { timeout: 60_000 }, () => {
  it('says so before a model is asked, and is not ready', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    const path = join(folder, 'miniask.db');
    const server = await RunningApp.start({ env: { DATABASE_URL: `sqlite:${path}` } });
    const unlock = lock(path);
    for (const traceId of ['withheld', 'refused']) {
      const { status, body } = await server.ask({ ...ASK, traceId });
      expect([status, body.code]).toEqual([500, 'INTERNAL']);
    }
    const { status, body } = await server.call('GET', '/readyz', { token: null });
    expect([status, body]).toMatchObject([503, { details: { storage: { status: 'down' } } }]);
    const { text } = await server.call('GET', '/metrics', { token: null });
    expect(text).toMatch(/^miniask_storage_down 1$/m);
    expect(text).toMatch(/^miniask_owed_traces 1$/m);
    unlock();
    await expect
      .poll(() => server.traceOf('withheld').catch(() => undefined), { timeout: 20_000 })
      .toMatchObject({ status: 'failed', errorReason: 'trace_store' });
    await server.stop();
    await rm(folder, { recursive: true });
  });
});

describe(
  'a process that is killed right after an answer that its database did not take',
  { timeout: 60_000 },
  () => {
    const SECRET = 'a secret that is long enough for tests';
    const inAnHour = Math.floor(Date.now() / 1000) + 3600;
    const TOKEN = handmadeToken(SECRET, { sub: 'u_123', exp: inAnHour });
    const OPERATOR = handmadeToken(SECRET, { sub: 'op', roles: ['operator'], exp: inAnHour });
    async function call(
      server: ServerProcess,
      path: string,
      token: string,
      body?: object,
    ): Promise<ReplyBody> {
      const response = await fetch(server.url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return replyBody(await response.text());
    }

    /** Asks, kills, starts again, and looks for what was answered. @returns how many of eight answers are on record */
    async function survivors(
      folder: string,
      env: Record<string, string>,
      fail: () => () => void,
    ): Promise<number> {
      const all = {
        DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
        JWT_SECRET: SECRET,
        CONFIG_DIR: configDir(FILES),
        ...env,
      };
      const first = await ServerProcess.start(all);
      const mend = fail();
      const ids = Array.from({ length: 8 }, (_, at) => `killed-${at}`);
      const answers = await Promise.all(
        ids.map((traceId) => call(first, '/v1/mini/ask', TOKEN, { ...ASK, traceId })),
      );
      await first.end('SIGKILL');
      expect(answers).toMatchObject(ids.map((traceId) => ({ traceId, status: 'complete' })));
      mend();
      const second = await ServerProcess.start(all);
      const found = async (): Promise<number> => {
        const { items } = await call(second, '/v1/ops/traces?status=complete&limit=100', OPERATOR);
        return ids.filter((traceId) => items?.some((item) => item['traceId'] === traceId)).length;
      };
      await expect.poll(found, { timeout: 10_000 }).toBe(ids.length);
      await second.end('SIGTERM');
      return ids.length;
    }

    it('has it on record after its next start: the database was locked', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
      expect(await survivors(folder, {}, () => lock(join(folder, 'miniask.db')))).toBe(8);
      await rm(folder, { recursive: true });
    });

    it.skipIf(!canHaveSmallDisk)(
      "has it on record after its next start: the database's disk was full",
      async () => {
        const disk = makeSmallDisk(4);
        const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
        const spool = { MINIASK_SPOOL_DIR: join(folder, 'spool') };
        try {
          expect(await survivors(disk.folder, spool, () => disk.fill())).toBe(8);
        } finally {
          disk.remove();
          await rm(folder, { recursive: true });
        }
      },
    );

    it.skipIf(!canHaveSmallDisk)(
      'refuses asks when no disk has room, and goes on when there is',
      async () => {
        const disk = makeSmallDisk(4);
        const server = await ServerProcess.start({
          DATABASE_URL: `sqlite:${join(disk.folder, 'miniask.db')}`,
          JWT_SECRET: SECRET,
          CONFIG_DIR: configDir(FILES),
        });
        try {
          const makeRoom = disk.fill();
          for (let at = 0; at < 3; at += 1) {
            expect(await call(server, '/v1/mini/ask', TOKEN, ASK)).toMatchObject({ code: 'INTERNAL' });
          }
          expect(await call(server, '/readyz', TOKEN)).toMatchObject({
            details: { storage: { status: 'down' } },
          });
          makeRoom();
          expect(await call(server, '/v1/mini/ask', TOKEN, { ...ASK, traceId: 'after' })).toMatchObject({
            status: 'complete',
          });
          expect(server.output.match(/traces cannot be stored/g)).toHaveLength(1);
          expect(server.output.match(/the spool takes nothing/g)).toHaveLength(1);
        } finally {
          await server.end('SIGTERM');
          disk.remove();
        }
      },
    );
  },
);
