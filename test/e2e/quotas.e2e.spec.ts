import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../support/fake-clock.js';
import { type Behaviour, FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { type Reply, RunningApp } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const PROFILES = `
profiles:
  support_v1: { model: fast, system_prompt: You help., max_tokens: 400 }
  support_v2: { model: fast, system_prompt: You help., max_tokens: 400, fallback: support_v1 }
  support_v3: { model: fast, system_prompt: You help., max_tokens: 400, cache_ttl_s: 60 }
  extract_v1: { model: fast, system_prompt: You read., fallback: extract_v2 }
  extract_v2: { model: fast, system_prompt: You read again. }
routing: { support: support_v1, extract: extract_v1 }
`;
const files = (quotas: string, more = ''): Record<string, string> => ({
  'mini-program-profiles.yaml': PROFILES,
  'env-policy.yaml': `
environments:
  dev: { allowed_profiles: [support_v1, support_v2, support_v3, extract_v1, extract_v2], log_level: fatal, quotas: { ${quotas} } ${more} }
`,
  'models.yaml': 'models: { fast: { agent: fast, max_concurrent: 1 } }',
});
const ASK = { intent: 'support', input: { text: '运费谁承担？' } };
const answer = (promptTokens = 100, completionTokens = 50): Behaviour => ({
  kind: 'answer',
  text: '质量问题由我们承担运费。',
  usage: { promptTokens, completionTokens },
});
/** Passes for nobody, and is not tried again. */
const REFUSAL: Behaviour = { kind: 'provider-error', status: 401 };
const DAY_MS = 86_400_000;

describe('quotas of a day', () => {
  const setup = useServer({ files: files('asks_per_day: 3') });

  const ask = (body: object = {}, user = 'u_1'): Promise<Reply> =>
    setup.server.ask({ ...ASK, ...body }, setup.server.token(user));
  const chargeOf = async (traceId: string) => (await setup.server.traceOf(traceId)).charge;
  /** What is left of it, as the client is told. */
  async function left(quota: 'asksPerDay' | 'tokensPerDay', user = 'u_1'): Promise<unknown> {
    const { body } = await setup.server.call('GET', '/v1/mini/config', { token: setup.server.token(user) });
    return Object(Object(body['quotas'])[quota]).remaining;
  }

  describe('of asks', () => {
    it('refuses what is beyond, of this user alone, until the day is over where it is counted', async () => {
      setup.openclaw.otherwise(answer());
      for (let at = 0; at < 3; at += 1) expect((await ask()).status).toBe(200);
      const refused = await ask({ traceId: 'refused' });
      expect(refused).toMatchObject({ status: 429, body: { code: 'QUOTA_EXCEEDED' } });
      // It is 8:00 in Shanghai.
      expect(refused.headers.get('retry-after')).toBe(String(16 * 3600));
      expect(await setup.server.traceOf('refused')).toMatchObject({
        status: 'refused',
        errorCode: 'QUOTA_EXCEEDED',
        charge: { asks: 0, tokens: 0 },
      });
      expect((await ask({}, 'u_2')).status).toBe(200);
      expect(setup.openclaw.requests).toHaveLength(4);

      setup.clock.advance(16 * 3_600_000 - 1);
      expect((await ask()).headers.get('retry-after')).toBe('1');
      setup.clock.advance(1);
      expect((await ask()).status).toBe(200);
    });

    it('are refused before a stream begins', async () => {
      setup.openclaw.otherwise(answer());
      for (let at = 0; at < 3; at += 1) await ask();
      const { status, headers } = await ask({ stream: true });
      expect([status, headers.get('content-type')]).toEqual([429, 'application/problem+json; charset=utf-8']);
    });

    it('count once what is joined, and nothing that is given again', async () => {
      setup.openclaw.otherwise(answer());
      for (let at = 0; at < 5; at += 1) expect((await ask({ traceId: 'same' })).status).toBe(200);
      await ask({ profile: 'support_v3' });
      for (let at = 0; at < 5; at += 1) {
        expect((await ask({ profile: 'support_v3', traceId: `cached-${at}` })).body.cached).toBe(true);
      }
      expect(await chargeOf('cached-4')).toEqual({ asks: 0, tokens: 0 });
      expect(await left('asksPerDay')).toBe(1);
    });

    it('let the same ask join itself, also when it was the last one', async () => {
      setup.openclaw.otherwise(answer());
      await setup.restart(files('asks_per_day: 1'));
      const all = await Promise.all(Array.from({ length: 4 }, () => ask({ traceId: 'same' })));
      expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(setup.openclaw.requests).toHaveLength(1);
      const streamed = await ask({ traceId: 'same', stream: true });
      expect([streamed.status, streamed.text.includes('event: done')]).toEqual([200, true]);
    });

    it('refuse all of an ask that comes several times at once, and leave nothing of it', async () => {
      await setup.restart(files('asks_per_day: 1'));
      setup.openclaw.otherwise(answer());
      await ask();
      const all = await Promise.all([false, true, false].map((stream) => ask({ traceId: 'none', stream })));
      expect(all.map(({ body }) => body.code)).toEqual(Array(3).fill('QUOTA_EXCEEDED'));
      const token = setup.server.token('u_1');
      expect((await setup.server.call('GET', '/v1/mini/asks/none', { token })).status).toBe(404);
      expect((await setup.server.call('DELETE', '/v1/mini/asks/none', { token })).status).toBe(404);
      setup.clock.advance(16 * 3_600_000);
      // Nobody was answered, so another question may have its name.
      const other = await ask({ traceId: 'none', input: { text: '还有别的吗？' } });
      expect(other.status).toBe(200);
    });

    it('count nothing that nobody has worked on', async () => {
      setup.openclaw.otherwise(REFUSAL);
      for (let at = 0; at < 5; at += 1) expect((await ask()).status).toBe(503);
      expect((await ask({ intent: 'nonsense' })).status).toBe(400);
      expect(await left('asksPerDay')).toBe(3);
    });

    it('give back what was cancelled while it waited', async () => {
      setup.openclaw.otherwise({ kind: 'silence' });
      const arrived = setup.openclaw.nextRequest();
      const running = ask({ traceId: 'running' });
      await arrived;
      const waiting = ask({ traceId: 'waiting' });
      await expect.poll(() => left('asksPerDay')).toBe(1);
      const cancel = (traceId: string) =>
        setup.server.call('DELETE', `/v1/mini/asks/${traceId}`, { token: setup.server.token('u_1') });
      await cancel('waiting');
      await cancel('running');
      expect([(await waiting).body.status, (await running).body.status]).toEqual(['cancelled', 'cancelled']);
      expect(await chargeOf('waiting')).toEqual({ asks: 0, tokens: 0 });
      // Its model was given something to read.
      expect(await chargeOf('running')).toEqual({ asks: 1, tokens: expect.any(Number) });
      expect(await left('asksPerDay')).toBe(2);
    });
  });

  describe('of tokens', () => {
    /** What an ask reserves here: its answer may take 400, and the prompt is some 300 long. */
    const RESERVED = { least: 500, most: 1000 };
    const limit = (tokens: number) => setup.restart(files(`tokens_per_day: ${tokens}`));

    it('take what was really used, and refuse when the next one might be too much', async () => {
      await limit(2000);
      setup.openclaw.otherwise(answer(600, 300));
      expect((await ask({ traceId: 'one' })).status).toBe(200);
      expect(await left('tokensPerDay')).toBe(1100);
      expect(await chargeOf('one')).toEqual({ asks: 1, tokens: 900 });
      expect((await ask()).status).toBe(200);
      const refused = await ask();
      expect(refused).toMatchObject({ status: 429, body: { code: 'QUOTA_EXCEEDED' } });
      expect(refused.body.detail).toContain('tokens');
      expect(await left('tokensPerDay')).toBe(200);
    });

    it('are reserved once for equal asks at the same time', async () => {
      await limit(1000);
      setup.openclaw.otherwise(answer());
      const all = await Promise.all(Array.from({ length: 4 }, () => ask({ traceId: 'same' })));
      expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    });

    it('cannot be overrun by asks at the same time', async () => {
      await limit(3000);
      const gate = Promise.withResolvers<void>();
      async function* slow(): AsyncGenerator<string> {
        await gate.promise;
        yield '质量问题由我们承担运费。';
      }
      setup.openclaw.otherwise(() => ({
        kind: 'answer',
        text: slow(),
        usage: { promptTokens: 100, completionTokens: 100 },
      }));
      const replies = Array.from({ length: 20 }, (_, at) => ask({ traceId: `at-once-${at}` }));
      const refused = Promise.all(replies).then((all) => all.filter(({ status }) => status === 429));
      await expect.poll(() => left('tokensPerDay')).toBeLessThan(RESERVED.most);
      gate.resolve();
      const passed = 20 - (await refused).length;
      expect(passed).toBeGreaterThanOrEqual(3000 / RESERVED.most);
      expect(passed).toBeLessThanOrEqual(3000 / RESERVED.least);
      expect(await left('tokensPerDay')).toBe(3000 - 200 * passed);
    });

    it('tell how much an ask that runs may need', async () => {
      await limit(3000);
      setup.openclaw.otherwise({ kind: 'silence' });
      const arrived = setup.openclaw.nextRequest();
      const running = ask({ traceId: 'running' });
      await arrived;
      const reserved = 3000 - Number(await left('tokensPerDay'));
      expect(reserved).toBeGreaterThan(RESERVED.least);
      expect(reserved).toBeLessThan(RESERVED.most);
      await setup.server.call('DELETE', '/v1/mini/asks/running', { token: setup.server.token('u_1') });
      await running;
      expect(await left('tokensPerDay')).toBeGreaterThan(3000 - reserved);
    });

    it('tell to come back soon when only asks that run are in the way, and tomorrow when they are used up', async () => {
      await limit(1200);
      setup.openclaw.otherwise(answer(100, 50));
      setup.openclaw.next({ kind: 'silence' });
      const arrived = setup.openclaw.nextRequest();
      const running = ask({ traceId: 'running' });
      await arrived;
      const soon = await ask();
      expect([soon.status, soon.headers.get('retry-after')]).toEqual([429, '5']);
      setup.clock.advance(3000);
      await setup.server.call('DELETE', '/v1/mini/asks/running', { token: setup.server.token('u_1') });
      await running;
      setup.openclaw.next({ kind: 'silence' });
      const again = setup.openclaw.nextRequest();
      const next = ask({ traceId: 'next' });
      await again;
      // As long as the one before took.
      expect((await ask()).headers.get('retry-after')).toBe('3');
      await setup.server.call('DELETE', '/v1/mini/asks/next', { token: setup.server.token('u_1') });
      await next;
      let reply = await ask();
      while (reply.status === 200) reply = await ask();
      expect(reply.headers.get('retry-after')).toBe(String(16 * 3600 - 3));
    });

    it('count all attempts of an ask, also those that came to nothing', async () => {
      await limit(5000);
      const said = (text: string, promptTokens: number): Behaviour => ({
        kind: 'answer',
        text,
        usage: { promptTokens, completionTokens: 10 },
      });
      setup.openclaw.next(
        said('no idea', 100),
        said('still none', 200),
        said('{"fields":{"total":12}}', 300),
      );
      const extract = {
        intent: 'extract',
        input: { text: 'The total is 12.', fields: [{ name: 'total', type: 'number' }] },
      };
      expect((await ask({ ...extract, traceId: 'tried' })).body).toMatchObject({ degraded: true });
      expect(await chargeOf('tried')).toEqual({ asks: 1, tokens: 630 });
      expect(await left('tokensPerDay')).toBe(5000 - 630);
    });

    it('count nothing of an attempt that was refused before its first word', async () => {
      await limit(5000);
      setup.openclaw.next(REFUSAL, answer(100, 50));
      expect((await ask({ profile: 'support_v2' })).body.degraded).toBe(true);
      expect(await left('tokensPerDay')).toBe(5000 - 150);
    });

    it.each<[string, Behaviour]>([
      ['breaks off', { kind: 'cut', how: 'end', after: ['质量问题由我们承担运费，'.repeat(20)] }],
      [
        'does not tell',
        {
          kind: 'raw',
          headers: { 'content-type': 'text/event-stream' },
          parts: [
            `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: '质量问题由我们承担运费。'.repeat(20) } }] })}\n\n`,
            `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`,
            'data: [DONE]\n\n',
          ],
        },
      ],
    ])('are estimated where an answer %s', async (_, behaviour) => {
      await limit(5000);
      setup.openclaw.next(behaviour);
      await ask({ traceId: 'estimated', stream: true });
      const { charge, attempts, usage } = await setup.server.traceOf('estimated');
      expect(usage).toBeNull();
      expect(attempts[0]?.estimated?.completionTokens).toBe(240);
      expect(charge?.tokens).toBeGreaterThan(240 + 100);
      expect(charge?.tokens).toBeLessThan(240 + 600);
      expect(await left('tokensPerDay')).toBe(5000 - (charge?.tokens ?? 0));
    });

    it('charge who pays where several share an answer', async () => {
      await limit(5000);
      const gate = Promise.withResolvers<void>();
      async function* slow(): AsyncGenerator<string> {
        await gate.promise;
        yield '质量问题由我们承担运费。';
      }
      setup.openclaw.next({
        kind: 'answer',
        text: slow(),
        usage: { promptTokens: 100, completionTokens: 50 },
      });
      const arrived = setup.openclaw.nextRequest();
      const first = ask({ profile: 'support_v3', traceId: 'gone' }, 'u_1');
      await arrived;
      const [next, last] = ['u_2', 'u_3'].map((user) => ask({ profile: 'support_v3', traceId: user }, user));
      // On record, and so about to be answered: from here on they share the search.
      for (const user of ['u_2', 'u_3']) {
        await expect.poll(async () => (await setup.server.traceOf(user)).status).toBe('running');
      }
      await setup.server.call('DELETE', '/v1/mini/asks/gone', { token: setup.server.token('u_1') });
      gate.resolve();
      const cached = (await Promise.all([first, next, last])).map((reply) => reply?.body.cached);
      expect(cached).toEqual([false, false, true]);
      expect(await Promise.all(['u_1', 'u_2', 'u_3'].map((user) => left('tokensPerDay', user)))).toEqual([
        5000, 4850, 5000,
      ]);
    });

    it('begin a day with one ask however few there are', async () => {
      await limit(100);
      setup.openclaw.otherwise(answer(20, 20));
      expect((await ask()).status).toBe(200);
      expect((await ask()).status).toBe(429);
    });
  });

  describe('of all users together', () => {
    const metric = async (name: string): Promise<number> => {
      const { text } = await setup.server.call('GET', '/metrics', { token: null });
      return Number(new RegExp(`^${name}\\{environment="dev"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? NaN);
    };

    it('refuse everybody when they are used up, and are shown', async () => {
      await setup.restart(files('total_tokens_per_day: 2000, tokens_per_day: 1900'));
      setup.openclaw.otherwise(answer(600, 300));
      expect((await ask({}, 'u_1')).status).toBe(200);
      expect((await ask({}, 'u_2')).status).toBe(200);
      expect(await ask({}, 'u_3')).toMatchObject({ status: 429, body: { code: 'QUOTA_EXCEEDED' } });
      // What was refused for the one is not taken off the other.
      expect(await left('tokensPerDay', 'u_3')).toBe(1900);
      expect(await metric('miniask_budget_tokens_used')).toBe(1800);
      expect(await metric('miniask_budget_tokens_limit')).toBe(2000);
      setup.clock.advance(16 * 3_600_000);
      expect(await metric('miniask_budget_tokens_used')).toBe(0);
      expect((await ask({}, 'u_3')).status).toBe(200);
    });
  });

  it('sound the alarm of all tokens by what was used, not by what asks that run may need', async () => {
    const [warn, error] = (['warn', 'error'] as const).map((level) =>
      vi.spyOn(Logger.prototype, level).mockImplementation(() => {}),
    );
    const said = (spy: typeof warn): string[] =>
      (spy?.mock.calls ?? []).map(([, words]) => String(words)).filter((words) => words.includes('budget'));
    await setup.restart({
      ...files('total_tokens_per_day: 1600, alarm_at_percent: 50'),
      'models.yaml': 'models: { fast: { agent: fast, max_concurrent: 8 } }',
    });
    setup.openclaw.otherwise(answer(200, 150));
    setup.openclaw.next({ kind: 'silence' });
    const arrived = setup.openclaw.nextRequest();
    const running = ask({ traceId: 'running' });
    await arrived;
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
    expect([said(warn), said(error)]).toEqual([[], []]);
    await setup.server.call('DELETE', '/v1/mini/asks/running', { token: setup.server.token('u_1') });
    await running;
    while ((await ask()).status === 200);
    await ask();
    expect([said(warn), said(error)]).toEqual([
      ['token budget of the day: alarm'],
      ['token budget of the day: used up, asks are refused'],
    ]);
    vi.restoreAllMocks();
  });

  describe('of the local agent', () => {
    it('count asks and no tokens', async () => {
      await setup.restart(files('tokens_per_day: 5000, asks_per_day: 1', ', allow_local_fallback: true'));
      setup.openclaw.otherwise(REFUSAL);
      expect((await ask({ traceId: 'local' })).body.model).toBe('local');
      expect(await chargeOf('local')).toEqual({ asks: 1, tokens: 0 });
      expect(await left('tokensPerDay')).toBe(5000);
      expect((await ask()).status).toBe(429);
    });
  });
});

describe('a server that is started again', () => {
  it('goes on with the day, also with what was asked under no quota', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-quotas-'));
    const clock = new FakeClock();
    const env = { DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}` };
    const start = (quotas: string) => RunningApp.start({ clock, env, files: files(quotas) });
    const first = await start('');
    for (let at = 0; at < 2; at += 1) await first.ask(ASK, first.token('u_1'));
    await first.stop();

    const second = await start('asks_per_day: 3');
    expect((await second.ask(ASK, second.token('u_1'))).status).toBe(200);
    expect((await second.ask(ASK, second.token('u_1'))).status).toBe(429);
    expect((await second.ask(ASK, second.token('u_2'))).status).toBe(200);
    await second.stop();
    await rm(folder, { recursive: true });
  });

  it('warns once when so much is used of what all may use', async () => {
    const clock = new FakeClock();
    const warned = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const openclaw = await FakeOpenClaw.start({ plugin: { engines: ['lean'] } });
    openclaw.otherwise(answer(600, 200));
    const env = { OPENCLAW_URL: openclaw.url, OPENCLAW_TOKEN: openclaw.token };
    const quotas = 'total_tokens_per_day: 3500, alarm_at_percent: 50';
    const server = await RunningApp.start({ clock, env, files: files(quotas) });
    const alarms = () =>
      warned.mock.calls.filter(([, words]) => String(words).includes('alarm')).map(([line]) => line);
    for (let at = 0; at < 2; at += 1) await server.ask(ASK);
    expect(alarms()).toEqual([]);
    await server.ask(ASK);
    await server.ask(ASK);
    expect(alarms()).toEqual([
      { environment: 'dev', used: 2400, limit: 3500, percent: 68, until: '2026-01-01T16:00:00.000Z' },
    ]);
    clock.advance(DAY_MS);
    for (let at = 0; at < 3; at += 1) await server.ask(ASK);
    expect(alarms()).toHaveLength(2);
    await server.stop();
    await openclaw.stop();
    warned.mockRestore();
  });
});
