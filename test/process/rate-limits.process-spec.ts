import pLimit from 'p-limit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.js';
import { type Reply, RunningApp } from '../support/running-app.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help. }
routing: { support: support_v1 }
`,
  'env-policy.yaml': `
environments:
  dev: { allowed_profiles: [support_v1], log_level: fatal, quotas: { asks_per_minute: 5 } }
`,
};
const ASK = { intent: 'support', input: { text: '运费谁承担？' } };

const limitOf = ({ headers }: Reply) =>
  ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => Number(headers.get(name)));

describe('how often somebody may call', () => {
  let clock: FakeClock;
  let server: RunningApp;
  const start = async (env: Readonly<Record<string, string>> = {}): Promise<void> => {
    await server?.stop();
    clock = new FakeClock();
    server = await RunningApp.start({ clock, files: FILES, env });
  };
  beforeEach(() => start());
  afterEach(() => server.stop());

  /** Some at a time: hundreds of connections would take longer to make than the calls themselves. */
  const burst = (count: number, call: () => Promise<Reply>): Promise<Reply[]> =>
    pLimit(8).map(Array.from({ length: count }), call);
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });

  it('tells with every ask how many are left, also in a stream', async () => {
    expect(limitOf(await server.ask(ASK))).toEqual([5, 4, 60]);
    clock.advance(10_000);
    expect(limitOf(await server.ask({ ...ASK, stream: true }))).toEqual([5, 3, 50]);
    expect(limitOf(await server.ask({ intent: 'support' }))).toEqual([5, 2, 50]);
  });

  it('refuses asks beyond the limit until the time that it tells, before it looks at them', async () => {
    await burst(5, () => server.ask(ASK));
    const refused = await server.ask('not even JSON: {');
    // What is no JSON cannot be read for whom it is.
    expect(refused.status).toBe(400);
    const reply = await server.ask({ intent: 'nonsense' });
    expect(reply).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(limitOf(reply)).toEqual([5, 0, 60]);
    const seconds = Number(reply.headers.get('retry-after'));
    clock.advance(seconds * 1000 - 1);
    expect((await server.ask(ASK)).status).toBe(429);
    clock.advance(1);
    expect((await server.ask(ASK)).status).toBe(200);
  });

  it('counts what a user asks apart from other users and from other calls', async () => {
    await burst(6, () => server.ask(ASK));
    expect((await server.ask(ASK, server.token('u_2'))).status).toBe(200);
    const poll = await server.call('GET', '/v1/mini/asks/none');
    expect(poll.status).toBe(404);
    expect(limitOf(poll)).toEqual([600, 599, 60]);
  });

  it('counts who comes back to an ask with the other calls, who so gets it also when no more may begin', async () => {
    const same = { ...ASK, traceId: 'same' };
    expect(limitOf(await server.ask(same))).toEqual([5, 4, 60]);
    for (let at = 1; at <= 7; at += 1) {
      const again = await server.ask(same);
      expect([again.status, ...limitOf(again)]).toEqual([200, 600, 600 - at, 60]);
    }
    await burst(5, () => server.ask(ASK));
    expect((await server.ask({ ...ASK, traceId: 'new' })).status).toBe(429);
    const joined = await Promise.all([server.ask(same), server.ask({ ...same, stream: true })]);
    expect(joined.map(({ status }) => status)).toEqual([200, 200]);
    const other = await server.ask({ ...same, input: { text: '还有别的吗？' } });
    expect([other.status, other.body.code]).toEqual([409, 'TRACE_ID_CONFLICT']);
    // Only the owner's.
    expect(limitOf(await server.ask(same, server.token('u_2')))).toEqual([5, 4, 60]);
    await burst(590, () => server.ask(same));
    expect((await server.ask(same)).status).toBe(429);
  });

  it('counts all other calls of a user together', async () => {
    await burst(300, () => server.call('GET', '/v1/mini/asks/none'));
    await burst(299, () => server.call('DELETE', '/v1/mini/asks/none'));
    expect(limitOf(await server.call('DELETE', '/v1/mini/asks/none'))[1]).toBe(0);
    expect((await server.call('GET', '/v1/mini/asks/none')).status).toBe(429);
    expect((await server.ask(ASK)).status).toBe(200);
  });

  it('keeps floods from what the server depends on, and always says that it lives', async () => {
    const probe = (path: string) => () => server.call('GET', path, { token: null });
    const replies = await burst(601, probe('/readyz'));
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(1);
    expect((await probe('/metrics')()).status).toBe(429);
    expect((await probe('/healthz')()).status).toBe(200);
  });

  describe('of what fails before anybody knows whose it is', () => {
    const LIMIT = 300;
    const statuses = (replies: readonly Reply[]): number[] => replies.map(({ status }) => status);
    const broken =
      (path: string, token: string | null = null) =>
      () =>
        server.call('POST', path, { body: '{"broken', token });

    it.each([
      ['an ask that is no JSON', 'POST', '/v1/mini/ask', '{"broken', 400],
      ['an ask with a name that stands twice', 'POST', '/v1/mini/ask', '{"a":1,"a":2}', 400],
      ['a login that is no JSON', 'POST', '/v1/mini/login', '{"broken', 400],
      ['an address that does not exist', 'GET', '/v1/nowhere', undefined, 404],
      ['a method that an address does not take', 'PUT', '/v1/mini/ask', undefined, 405],
      ['no documentation', 'GET', '/docs/nope', undefined, 404],
    ])('counts %s', async (_, method, path, body, status) => {
      const call = () => server.call(method, path, { body, token: null });
      // The one that breaks the limit is the last that is looked at.
      expect(new Set(statuses(await burst(LIMIT + 1, call)))).toEqual(new Set([status]));
      const reply = await call();
      expect(reply).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
      expect([reply.headers.get('retry-after'), limitOf(reply)]).toEqual(['60', [LIMIT, 0, 60]]);
      clock.advance(60_000);
      expect((await call()).status).toBe(status);
    });

    it('refuses then before a body is read, wherever it goes, and leaves probes alone', async () => {
      await burst(LIMIT + 1, broken('/v1/nowhere'));
      for (const path of ['/v1/mini/ask', '/v1/mini/login', '/v1/nowhere', '/docs-json']) {
        expect((await server.call('POST', path, { body: 'x'.repeat(70_000), token: null })).status).toBe(429);
      }
      for (const path of ['/healthz', '/readyz', '/metrics']) {
        expect((await server.call('GET', path, { token: null })).status).toBe(200);
      }
    });

    it('lets through who has shown a good token', async () => {
      const token = server.token('u_2');
      expect((await server.ask(ASK, token)).status).toBe(200);
      await burst(LIMIT + 1, broken('/v1/mini/ask'));
      expect((await server.ask(ASK, token)).status).toBe(200);
      expect((await server.ask(ASK, server.token('u_3'))).status).toBe(429);
    });

    it('blames a known token for its own, and nobody else at its address', async () => {
      const token = server.token('u_2');
      await server.ask(ASK, token);
      expect(new Set(statuses(await burst(LIMIT + 1, broken('/v1/mini/ask', token))))).toEqual(
        new Set([400]),
      );
      expect((await server.ask(ASK, token)).status).toBe(429);
      expect((await server.ask(ASK, server.token('u_3'))).status).toBe(200);
      clock.advance(60_000);
      expect((await server.ask(ASK, token)).status).toBe(200);
    });

    it('counts nothing that succeeds, or whose user is known', async () => {
      await burst(LIMIT, () => server.call('GET', '/docs-json', { token: null }));
      await burst(LIMIT, () => server.call('GET', '/v1/mini/asks/none'));
      expect((await broken('/v1/mini/ask')()).status).toBe(400);
    });

    it('does not keep browsers from reading the refusal, nor from their preflights', async () => {
      const origin = 'https://h5.example';
      await start({ MINIASK_CORS_ORIGINS: origin });
      await burst(LIMIT + 1, broken('/v1/mini/ask'));
      const headers = { origin, 'access-control-request-method': 'POST' };
      expect((await server.call('OPTIONS', '/v1/mini/ask', { token: null, headers })).status).toBe(204);
      const refused = await server.call('POST', '/v1/mini/ask', {
        body: ASK,
        token: null,
        headers: { origin },
      });
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([429, origin]);
    });
  });

  describe('by the address that calls', () => {
    const login = (address: string): Promise<Reply> =>
      server.call('POST', '/v1/mini/login', { body: { code: 'x' }, token: null, ...from(address) });

    it('believes nobody who claims another address', async () => {
      const replies = await Promise.all(Array.from({ length: 61 }, (_, at) => login(`203.0.113.${at}`)));
      expect(replies.filter(({ status }) => status === 429)).toHaveLength(1);
    });

    it('believes the proxies that are named, and none before them', async () => {
      await start({ MINIASK_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8' });
      // What a client writes there itself stands before what the proxies add.
      const forged = (at: number) => login(`198.51.100.${at}, 203.0.113.7, 10.1.2.3`);
      const replies = await Promise.all(Array.from({ length: 61 }, (_, at) => forged(at)));
      expect(replies.filter(({ status }) => status === 429)).toHaveLength(1);
      expect((await login('203.0.113.8, 10.1.2.3')).status).toBe(503);
    });

    it('takes a network of IPv6 for one caller', async () => {
      await start({ MINIASK_TRUSTED_PROXIES: 'loopback' });
      const replies = await Promise.all(
        Array.from({ length: 61 }, (_, at) => login(`2001:db8:1:2::${at.toString(16)}`)),
      );
      expect(replies.filter(({ status }) => status === 429)).toHaveLength(1);
      expect((await login('2001:db8:1:3::1')).status).toBe(503);
      expect((await login('::ffff:203.0.113.7')).status).toBe(503);
    });

    it('takes a port for no other caller, and what is no address for the proxy itself', async () => {
      await start({ MINIASK_TRUSTED_PROXIES: 'loopback' });
      const ported = await Promise.all(Array.from({ length: 61 }, (_, at) => login(`8.8.8.8:${1000 + at}`)));
      expect(ported.filter(({ status }) => status === 429)).toHaveLength(1);
      const garbage = await Promise.all(Array.from({ length: 61 }, (_, at) => login(`garbage${at}`)));
      expect(garbage.filter(({ status }) => status === 429)).toHaveLength(1);
    });

    it('believes no other proxy than those', async () => {
      await start({ MINIASK_TRUSTED_PROXIES: '192.0.2.1' });
      const replies = await Promise.all(Array.from({ length: 61 }, (_, at) => login(`203.0.113.${at}`)));
      expect(replies.filter(({ status }) => status === 429)).toHaveLength(1);
    });
  });
});
