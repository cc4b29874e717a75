import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toLine } from '../../src/storage/spool/spool-line.js';
import { aTrace } from '../support/a-trace.js';
import { FakeClock } from '../support/fake-clock.js';
import { lockDatabase } from '../support/lock-database.js';
import type { ReplyBody } from '../support/reply-body.js';
import { NodeStream } from '../support/node-stream.js';
import { RunningApp } from '../support/running-app.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles: { summarize_v1: { model: fast, system_prompt: You sum up. } }
routing: { summarize: summarize_v1 }
`,
  'env-policy.yaml':
    'environments: {dev: {allowed_profiles: [summarize_v1], storage_failure: spool, log_level: error, capture: full}}',
};
const ASK = { intent: 'summarize', input: { text: 'One thing. Another thing.' } };

/** Milliseconds that an ask waits for the store, from one look into the spool to the next, and to the next try. */
const PATIENCE_MS = 1_000;
const LOOK_MS = 2_500;
const RETRY_MS = 2_000;

/** Lets the next timer of so many milliseconds fire as soon as it is set. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  clock.advance(await clock.untilTimer((timer) => timer === ms));
}

describe('an ask while the database is locked', () => {
  let folder: string;
  let path: string;
  let clock: FakeClock;
  let server: RunningApp;

  beforeEach(async () => {
    clock = new FakeClock();
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    path = join(folder, 'miniask.db');
    server = await RunningApp.start({
      clock,
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
    const unlock = lockDatabase(path);
    const asked = server.ask({ ...ASK, traceId: 'first' });
    await pass(clock, PATIENCE_MS);
    const answered = await asked;
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
    await pass(clock, LOOK_MS);
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
    const record = aTrace({ userId: 'u_123', startedAt: clock.now() - 1000 });
    await mkdir(`${path}-spool`, { recursive: true });
    await writeFile(join(`${path}-spool`, 'a.aside'), toLine({ record }));
    expect(await metric('miniask_spool_aside_files')).toBe(1);
    expect((await server.call('DELETE', '/v1/mini/me')).status).toBe(204);
    expect(await readdir(`${path}-spool`)).toEqual([]);
    expect(await metric('miniask_spool_aside_files')).toBe(0);
  });

  it('streams, and what its reader saw first is on record as well', async () => {
    const unlock = lockDatabase(path);
    const asked = NodeStream.ask({
      url: server.url,
      token: server.token(),
      body: { ...ASK, stream: true, traceId: 'streamed' },
    });
    await pass(clock, PATIENCE_MS);
    const stream = await asked;
    await stream.ended;
    expect(stream.events.at(-1)).toMatchObject({ event: 'done', data: { status: 'complete' } });
    unlock();
    await pass(clock, LOOK_MS);
    await expect
      .poll(() => server.traceOf('streamed').catch(() => undefined), { timeout: 20_000 })
      .toMatchObject({ status: 'complete', answer: stream.answer });
  });
});

describe('where asks are refused while the database is locked', () => {
  it('says so before a model is asked, and is not ready', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    const path = join(folder, 'miniask.db');
    const clock = new FakeClock();
    const server = await RunningApp.start({ clock, env: { DATABASE_URL: `sqlite:${path}` } });
    const unlock = lockDatabase(path);
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
    await pass(clock, RETRY_MS);
    await expect
      .poll(() => server.traceOf('withheld').catch(() => undefined), { timeout: 20_000 })
      .toMatchObject({ status: 'failed', errorReason: 'trace_store' });
    await server.stop();
    await rm(folder, { recursive: true });
  });
});
