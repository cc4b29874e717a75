import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestDatabase, createTestDatabase } from '../support/postgres.js';
import { type ReplyBody, replyBody } from '../support/reply-body.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';

const SECRET = 'a secret that is long enough for tests';
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const USER = handmadeToken(SECRET, { sub: 'u_123', exp: inAnHour });
const OPERATOR = handmadeToken(SECRET, { sub: 'op_1', roles: ['operator'], exp: inAnHour });
const ROUTE = '/v1/ops/routes/summarize';
const ASK = { intent: 'summarize', input: { text: 'The box was late. The box was broken.' } };

/** Milliseconds within which every process has what one of them has changed. */
const SEEN_MS = 2000;

/** Each start reads and transpiles the whole tree. */
describe('a change of a route, with two processes on one PostgreSQL', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  let one: ServerProcess;
  let two: ServerProcess;
  const start = (): Promise<ServerProcess> =>
    ServerProcess.start({ DATABASE_URL: database.url, JWT_SECRET: SECRET, MINIASK_LOG_FORMAT: 'json' });

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    [one, two] = await Promise.all([start(), start()]);
  }, 60_000);
  afterEach(() => Promise.all([one.end('SIGKILL'), two.end('SIGKILL')]));

  async function call(
    server: ServerProcess,
    method: string,
    path: string,
    { body, token = OPERATOR }: { body?: object; token?: string } = {},
  ): Promise<ReplyBody> {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return replyBody(await response.text());
  }
  const put = (server: ServerProcess, profile: string): Promise<ReplyBody> =>
    call(server, 'PUT', ROUTE, { body: { profile, reason: 'A test wants it.' } });
  const servedBy = async (server: ServerProcess): Promise<unknown> =>
    (await call(server, 'POST', '/v1/mini/ask', { body: ASK, token: USER })).profile;

  /** Milliseconds until a process has that version. */
  async function msUntil(server: ServerProcess, version: unknown): Promise<number> {
    const since = performance.now();
    while ((await call(server, 'GET', ROUTE))['version'] !== version) {
      if (performance.now() - since > 5 * SEEN_MS) throw new Error(`it never had version ${String(version)}`);
    }
    return performance.now() - since;
  }

  it('serves in the other one within two seconds, and so does what takes it back', async () => {
    const { version } = await put(one, 'summarize_v2');
    expect(await msUntil(two, version)).toBeLessThan(SEEN_MS);
    expect([await servedBy(one), await servedBy(two)]).toEqual(['summarize_v2', 'summarize_v2']);
    const back = await call(two, 'POST', `${ROUTE}/rollback`, { body: {} });
    expect(await msUntil(one, back['version'])).toBeLessThan(SEEN_MS);
    expect(await servedBy(one)).toBe('summarize_v1');
    const [digestOfOne, digestOfTwo] = await Promise.all(
      [one, two].map(async (server) => (await call(server, 'GET', '/v1/ops/config'))['configDigest']),
    );
    expect(digestOfOne).toBe(digestOfTwo);
  });

  it('serves in both after the newest was lost from the database, and one of them changed the route again', async () => {
    await put(one, 'summarize_v1');
    const { version } = await put(one, 'summarize_v2');
    await msUntil(two, version);
    await database.run(`delete from config_changes where subject_version = ${Number(version)}`);
    expect((await put(one, 'summarize_v1'))['version']).toBe(version);
    const since = performance.now();
    while ((await servedBy(two)) !== 'summarize_v1') {
      expect(performance.now() - since, 'milliseconds without what was changed').toBeLessThan(5 * SEEN_MS);
    }
    expect(performance.now() - since).toBeLessThan(SEEN_MS);
    expect(await call(two, 'GET', ROUTE)).toEqual(await call(one, 'GET', ROUTE));
  });

  it('lasts when the process that answered for it is killed at once', async () => {
    const { version } = await put(one, 'summarize_v2');
    await one.end('SIGKILL');
    expect(await msUntil(two, version)).toBeLessThan(SEEN_MS);
    expect(await servedBy(two)).toBe('summarize_v2');
    one = await start();
    expect((await call(one, 'GET', ROUTE))['version']).toBe(version);
    expect(await servedBy(one)).toBe('summarize_v2');
  });

  it('is made by one of two who make it at the same time; the other one is told by whom', async () => {
    const seen = (await call(one, 'GET', ROUTE))['version'];
    const make = (server: ServerProcess): Promise<ReplyBody> =>
      call(server, 'PUT', ROUTE, {
        body: { profile: 'summarize_v2', reason: 'A test wants it.', version: seen },
      });
    const replies = await Promise.all([make(one), make(two)]);
    expect(replies.filter(({ code }) => code === undefined)).toHaveLength(1);
    expect(replies.find(({ code }) => code !== undefined)).toMatchObject({
      code: 'CHANGE_CONFLICT',
      detail: expect.stringContaining('by op_1 at '),
    });
    const [first, second] = await Promise.all([call(one, 'GET', ROUTE), call(two, 'GET', ROUTE)]);
    expect(first).toEqual(second);
  });
});
