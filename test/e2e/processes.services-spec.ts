import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventReader } from '../support/event-reader.js';
import { type Behaviour, FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { type TestDatabase, createTestDatabase } from '../support/postgres.js';
import { type ReplyBody, replyBody } from '../support/reply-body.js';
import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';

const SECRET = 'a secret that is long enough for tests';
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const TOKEN = handmadeToken(SECRET, { sub: 'u_123', exp: inAnHour });
const OPERATOR = handmadeToken(SECRET, { sub: 'op', roles: ['operator'], exp: inAnHour });
const ASK = { intent: 'support', input: { text: '运费谁承担？' } };
const WORDS = [
  '如果商品有质量问题，退货运费由我们承担；',
  '如果只是不喜欢，那么由您承担。',
  '感谢您的理解。',
];

/** Each start reads and transpiles the whole tree. */
describe('two processes with one Redis and one PostgreSQL', { timeout: 60_000 }, () => {
  let folder: string;
  let openclaw: FakeOpenClaw;
  let redis: RedisServer;
  let database: TestDatabase;
  let env: Record<string, string>;
  let one: ServerProcess;
  let two: ServerProcess;
  const alive = new Map<'one' | 'two', ServerProcess>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-processes-'));
    [openclaw, redis, database] = await Promise.all([
      FakeOpenClaw.start({ plugin: { engines: ['lean'] }, agents: ['strong', 'fast'] }),
      RedisServer.start(),
      createTestDatabase(),
    ]);
    env = {
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      OPENCLAW_URL: openclaw.url,
      OPENCLAW_TOKEN: openclaw.token,
      JWT_SECRET: SECRET,
      MINIASK_LOG_FORMAT: 'json',
    };
  });
  afterAll(async () => {
    await Promise.all([...alive.values()].map((server) => server.end('SIGKILL')));
    await Promise.all([openclaw.stop(), redis.stop(), database.drop()]);
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    openclaw.reset();
    [one, two] = await Promise.all([serving('one'), serving('two')]);
  }, 60_000);

  /** That of the test before, unless it has ended: half of the time would go by with starts. */
  async function serving(name: 'one' | 'two'): Promise<ServerProcess> {
    const last = alive.get(name);
    const server = last === undefined || last.hasEnded ? await ServerProcess.start(env) : last;
    alive.set(name, server);
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(200);
    return server;
  }

  async function call(server: ServerProcess, method: string, path: string, body?: object, token = TOKEN) {
    return fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream, application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }
  async function json(server: ServerProcess, path: string, token = TOKEN) {
    return bodyOf(await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } }));
  }
  async function bodyOf(response: Response): Promise<ReplyBody> {
    return replyBody(await response.text());
  }
  function readerOf({ body }: Response): EventReader {
    if (body === null) throw new Error('no body');
    return new EventReader(body);
  }
  /** An answer that says the first words at once and the others when the test wants them. */
  function interrupted(): { behaviour: Behaviour; goOn: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    async function* text(): AsyncGenerator<string> {
      yield* WORDS.slice(0, 2);
      await promise;
      yield* WORDS.slice(2);
    }
    return { behaviour: { kind: 'answer', text: text() }, goOn: resolve };
  }

  /** An answer of which each sentence becomes an event of its own, when the test wants it. */
  function dictated(): {
    behaviour: Behaviour;
    say: (reader: EventReader, events: number) => Promise<void>;
    end: () => void;
  } {
    const pieces = new PassThrough({ objectMode: true });
    // What is shown is a little behind.
    for (const words of WORDS) pieces.write(words);
    return {
      behaviour: { kind: 'answer', text: pieces },
      say: async (reader, count) => {
        for (let at = 0; at < count; at += 1) {
          const seen = reader.events.length;
          // Longer than what is held back, so that some of it is shown.
          pieces.write(`这是它所说的第${at}句话，此后还有下一句。`.repeat(3));
          await reader.until(({ events }) => events.length > seen);
        }
      },
      end: () => pieces.end(),
    };
  }

  it('let a reader at one follow an ask that runs at the other, to the same end', async () => {
    const { behaviour, goOn } = interrupted();
    openclaw.next(behaviour);
    const first = readerOf(await call(one, 'POST', '/v1/mini/ask', { ...ASK, stream: true, traceId: 'far' }));
    await first.until(({ answer }) => answer !== '');
    const seen = first.events.length;
    const second = readerOf(await call(two, 'GET', `/v1/mini/asks/far`));
    await second.until(({ events }) => events.length === seen);
    await first.leave();
    goOn();
    const events = await second.all();
    expect(events.slice(0, seen)).toEqual(first.events);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, at) => at + 1));
    expect(events.at(-1)?.data).toMatchObject({ status: 'complete', answer: WORDS.join('') });
    expect(second.answer).toBe(WORDS.join(''));
    expect(await json(two, '/v1/mini/asks/far')).toEqual(events.at(-1)?.data);
  });

  it('let the same ask at both run once, and be cancelled at either', async () => {
    const { behaviour, goOn } = interrupted();
    openclaw.next(behaviour);
    const asks = [one, two].map((server) =>
      call(server, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'both' }),
    );
    const { closed } = await openclaw.nextRequest();
    goOn();
    const bodies = await Promise.all(asks.map(async (asked) => bodyOf(await asked)));
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]?.answer).toBe(WORDS.join(''));
    expect(openclaw.requests).toHaveLength(1);
    expect(await closed).toBe('answered');

    openclaw.next({ kind: 'silence', after: WORDS });
    const running = call(one, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'cancelled' });
    const request = await openclaw.nextRequest();
    const cancelled = await bodyOf(await call(two, 'DELETE', '/v1/mini/asks/cancelled'));
    expect(await request.closed).toBe('left');
    expect(cancelled.status).toBe('cancelled');
    expect(await bodyOf(await running)).toEqual(cancelled);
    expect(await bodyOf(await call(two, 'DELETE', '/v1/mini/asks/cancelled'))).toEqual(cancelled);
  });

  it('take at one what a user thinks of an ask that runs at the other', async () => {
    const { behaviour, goOn } = interrupted();
    openclaw.next(behaviour);
    const arrived = openclaw.nextRequest();
    const asked = call(one, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'rated' });
    await arrived;
    // Of the first two seconds nothing is on record yet.
    const rate = (rating: string) => call(two, 'POST', '/v1/mini/asks/rated/feedback', { rating });
    expect((await rate('down')).status).toBe(204);
    goOn();
    await asked;
    const found = async () => (await json(two, '/v1/ops/traces?traceId=rated', OPERATOR)).items;
    await expect.poll(found).toMatchObject([{ status: 'complete', feedback: 'down' }]);
    expect((await rate('up')).status).toBe(204);
    expect(await found()).toMatchObject([{ feedback: 'up' }]);
  });

  it('forget a user everywhere, whichever of them is told', async () => {
    const user = handmadeToken(SECRET, { sub: 'u_gone', exp: inAnHour });
    openclaw.next({ kind: 'answer', text: WORDS }, { kind: 'silence', after: WORDS });
    await bodyOf(await call(one, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'ended' }, user));
    expect(await json(one, '/v1/mini/asks/ended', user)).toMatchObject({ status: 'complete' });
    const stream = readerOf(
      await call(one, 'POST', '/v1/mini/ask', { ...ASK, stream: true, traceId: 'runs' }, user),
    );
    await stream.until(({ answer }) => answer !== '');
    expect((await call(two, 'DELETE', '/v1/mini/me', undefined, user)).status).toBe(204);
    expect((await stream.all()).at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } });
    for (const server of [one, two]) {
      for (const traceId of ['ended', 'runs'])
        expect(await json(server, `/v1/mini/asks/${traceId}`, user)).toMatchObject({ status: 404 });
    }
    const traces = await fetch(`${one.url}/v1/ops/traces?userId=u_gone`, {
      headers: { authorization: `Bearer ${OPERATOR}` },
    });
    expect(JSON.parse(await traces.text())).toMatchObject({ items: [] });
    expect(
      await database.run(`select user_id from audit_records where trace_id in ('ended', 'runs')`),
    ).toEqual([{ user_id: null }, { user_id: null }]);
  });

  it('tell within seconds of an ask whose process was killed, and let it be asked again', async () => {
    const { behaviour } = interrupted();
    openclaw.next(behaviour, { kind: 'answer', text: WORDS });
    const first = readerOf(
      await call(one, 'POST', '/v1/mini/ask', { ...ASK, stream: true, traceId: 'lost' }),
    );
    await first.until(({ answer }) => answer !== '');
    const second = readerOf(await call(two, 'GET', '/v1/mini/asks/lost'));
    await second.until(({ answer }) => answer !== '');
    const killedAt = performance.now();
    await one.end('SIGKILL');
    const events = await second.all();
    expect(performance.now() - killedAt).toBeLessThan(20_000);
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'AGENT_UNAVAILABLE', status: 503 } });
    const lost = await json(two, '/v1/mini/asks/lost');
    expect(lost).toMatchObject({ status: 'failed', answer: second.answer });
    // Whatever else was seen of it: nobody knows, and nothing else is said.
    expect(
      await database.run(`select content_id, answer_sha256 from audit_records where trace_id = 'lost'`),
    ).toEqual([{ content_id: lost.contentId, answer_sha256: '' }]);

    await expect
      .poll(async () => (await json(two, '/v1/ops/traces?traceId=lost', OPERATOR)).items, { timeout: 20_000 })
      .toMatchObject([{ status: 'failed', errorCode: 'AGENT_UNAVAILABLE' }]);
    const again = await call(two, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'lost' });
    expect(await bodyOf(again)).toMatchObject({ status: 'complete', answer: WORDS.join('') });
  });

  it('tell the truth again when a process that seemed to be gone was only paused', async () => {
    const { behaviour, goOn } = interrupted();
    const half: Behaviour = { kind: 'silence', after: WORDS.slice(0, 2) };
    openclaw.next(behaviour, half, { kind: 'answer', text: WORDS });
    const begin = async (traceId: string) => {
      const arrived = openclaw.nextRequest();
      const reader = readerOf(await call(one, 'POST', '/v1/mini/ask', { ...ASK, stream: true, traceId }));
      await reader.until(({ answer }) => answer !== '');
      return { reader, closed: (await arrived).closed };
    };
    const [kept, replaced] = [await begin('kept'), await begin('replaced')];
    const far = await Promise.all(
      ['kept', 'replaced'].map(async (id) => readerOf(await call(two, 'GET', `/v1/mini/asks/${id}`))),
    );
    one.child.kill('SIGSTOP');
    const ends = await Promise.all(far.map(async (reader) => (await reader.all()).at(-1)));
    expect(ends.map((end) => end?.data.code)).toEqual(['AGENT_UNAVAILABLE', 'AGENT_UNAVAILABLE']);
    const again = await bodyOf(await call(two, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'replaced' }));
    expect(again).toMatchObject({ status: 'complete', answer: WORDS.join('') });
    one.child.kill('SIGCONT');

    expect((await replaced.reader.all()).at(-1)).toMatchObject({
      event: 'error',
      data: { code: 'AGENT_UNAVAILABLE' },
    });
    expect(await replaced.closed).toBe('left');
    for (const server of [one, two]) expect(await json(server, '/v1/mini/asks/replaced')).toEqual(again);

    await expect.poll(async () => (await json(two, '/v1/mini/asks/kept')).status).toBe('running');
    goOn();
    const end = (await kept.reader.all()).at(-1);
    expect(end?.data).toMatchObject({ status: 'complete', answer: WORDS.join('') });
    for (const server of [one, two]) expect(await json(server, '/v1/mini/asks/kept')).toEqual(end?.data);
    expect(openclaw.requests).toHaveLength(3);
  });

  it('mix no two runs of an ask that was asked again while its process was cut off from Redis', async () => {
    const proxy = await TcpProxy.start({ host: '127.0.0.1', port: Number(new URL(redis.url).port) });
    const cut = await ServerProcess.start({ ...env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
    try {
      const [lost, whole] = [dictated(), dictated()];
      openclaw.next(lost.behaviour, whole.behaviour);
      const asked = { ...ASK, stream: true, traceId: 'cut' };
      const first = readerOf(await call(cut, 'POST', '/v1/mini/ask', asked));
      await lost.say(first, 3);
      const known = first.events.length;
      const second = readerOf(await call(two, 'GET', '/v1/mini/asks/cut'));
      await second.until(({ events }) => events.length >= known);
      proxy.goSilent();
      await lost.say(first, 7);
      const told = first.events.length;
      // More than there is here, of what may still go on: it waits, and is told how that came to its end.
      const ahead = readerOf(await call(two, 'GET', `/v1/mini/asks/cut?after=${told}`));
      expect((await second.all()).at(-1)?.data.code).toBe('AGENT_UNAVAILABLE');
      const anew = await ahead.all();
      expect([anew[0]?.event, anew.at(-1)?.data.code]).toEqual(['start', 'AGENT_UNAVAILABLE']);

      const again = readerOf(await call(two, 'POST', '/v1/mini/ask', asked));
      await whole.say(again, 2 * told);
      whole.end();
      const events = await again.all();
      const { answer } = again;
      expect(events.at(-1)?.data).toMatchObject({ status: 'complete', answer });
      for (const after of [1, known, told, told + 1]) {
        for (const server of [one, two]) {
          const resumed = readerOf(await call(server, 'GET', `/v1/mini/asks/cut?after=${after}`));
          expect(await resumed.all()).toEqual(events);
        }
        // The process that is cut off shows its own run, and as a whole.
        const own = readerOf(await call(cut, 'GET', `/v1/mini/asks/cut?after=${after}`));
        await own.until(({ events: some }) => some.length > 0);
        expect(own.events[0]).toMatchObject({ id: 1, event: 'start' });
        await own.leave();
      }
      proxy.recover();
      await expect
        .poll(async () => (await json(cut, '/v1/mini/asks/cut')).answer, { timeout: 10_000 })
        .toBe(answer);
      const later = readerOf(await call(cut, 'GET', `/v1/mini/asks/cut?after=${told}`));
      expect(await later.all()).toEqual(events);
    } finally {
      await cut.end('SIGKILL');
      await proxy.stop();
    }
  });

  it('wait once for a Redis that hangs, and then not at all', async () => {
    const answered = async (traceId: string) => {
      openclaw.next({ kind: 'answer', text: WORDS });
      const arrived = openclaw.nextRequest();
      const began = performance.now();
      const reader = readerOf(await call(one, 'POST', '/v1/mini/ask', { ...ASK, stream: true, traceId }));
      await arrived;
      const askedMs = performance.now() - began;
      expect((await reader.all()).at(-1)?.data.answer).toBe(WORDS.join(''));
      return { askedMs, endedMs: performance.now() - began };
    };
    await answered('before');
    redis.hang();
    try {
      expect((await answered('first')).askedMs).toBeLessThan(1_500);
      expect((await answered('second')).endedMs).toBeLessThan(700);
      expect((await fetch(`${one.url}/readyz`)).status).toBe(503);
    } finally {
      redis.goOn();
    }
    await expect.poll(async () => (await fetch(`${one.url}/readyz`)).status, { timeout: 10_000 }).toBe(200);
    await expect
      .poll(async () => (await json(two, '/v1/mini/asks/second')).answer, { timeout: 10_000 })
      .toBe(WORDS.join(''));
  });

  it('leave a trace of an ask that nobody followed when its process was killed', async () => {
    openclaw.next({ kind: 'silence' });
    const asked = call(one, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'unseen' }).catch(() => undefined);
    const traces = async () => (await json(two, '/v1/ops/traces?traceId=unseen', OPERATOR)).items;
    await expect.poll(traces, { timeout: 10_000 }).toMatchObject([{ status: 'running' }]);
    await one.end('SIGKILL');
    await asked;
    await expect
      .poll(traces, { timeout: 20_000 })
      .toMatchObject([{ status: 'failed', errorCode: 'AGENT_UNAVAILABLE' }]);
  });

  it('begin and end asks while Redis is gone', async () => {
    await redis.stop();
    openclaw.next({ kind: 'answer', text: WORDS });
    const answered = await bodyOf(await call(one, 'POST', '/v1/mini/ask', { ...ASK, traceId: 'alone' }));
    expect(answered).toMatchObject({ status: 'complete', answer: WORDS.join('') });
    expect(await json(one, '/v1/mini/asks/alone')).toEqual(answered);
    expect((await fetch(`${one.url}/readyz`)).status).toBe(503);
    await redis.restart();
  });

  it('lose nothing when Redis is restarted in the middle', async () => {
    const { behaviour, goOn } = interrupted();
    openclaw.next(behaviour);
    const first = readerOf(
      await call(one, 'POST', '/v1/mini/ask', { ...ASK, stream: true, traceId: 'redis' }),
    );
    await first.until(({ answer }) => answer !== '');
    const second = readerOf(await call(two, 'GET', '/v1/mini/asks/redis'));
    await second.until(({ answer }) => answer !== '');
    await redis.stop();
    await redis.restart();
    goOn();
    const events = await first.all();
    expect(await second.all()).toEqual(events);
    expect(events.at(-1)?.data.answer).toBe(WORDS.join(''));
    await expect.poll(async () => json(two, '/v1/mini/asks/redis')).toEqual(events.at(-1)?.data);
  });
});
