import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../support/fake-clock.js';
import { type Behaviour, FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { RunningApp } from '../support/running-app.js';

const profiles = (prompt: string): string => `
profiles:
  support_v1: { model: fast, system_prompt: ${prompt}, cache_ttl_s: 60, fallback: support_v2 }
  support_v2: { model: fast, system_prompt: You help as well., cache_ttl_s: 60 }
  support_v3: { model: fast, system_prompt: You look things up., cache_ttl_s: 60, tools: [search_knowledge] }
  support_v4: { model: fast, system_prompt: You remember nothing. }
routing: { support: support_v1 }
`;
const POLICY = `
environments:
  dev: {allowed_profiles: [support_v1, support_v2, support_v3, support_v4], log_level: error}
`;
const ASK = { intent: 'support', input: { text: '运费谁承担？' } };
const ANSWER: Behaviour = {
  kind: 'answer',
  text: ['质量问题由我们承担运费；', '其他情况由您承担，感谢您的理解。'],
};
const FAILURE = { kind: 'provider-error', status: 401 } as const;

describe('an answer that may be given again', () => {
  let openclaw: FakeOpenClaw;
  let clock: FakeClock;
  let server: RunningApp;

  beforeAll(async () => {
    openclaw = await FakeOpenClaw.start({ plugin: { engines: ['lean', 'agent'] } });
  });
  afterAll(() => openclaw.stop());
  beforeEach(async () => {
    openclaw.reset();
    clock = new FakeClock();
    // The cache takes a beginning at 0 for none at all.
    clock.advance(1);
    server = await start();
  });
  afterEach(() => server.stop());

  function start(prompt = 'You help.'): Promise<RunningApp> {
    return RunningApp.start({
      clock,
      env: { OPENCLAW_URL: openclaw.url, OPENCLAW_TOKEN: openclaw.token },
      files: { 'mini-program-profiles.yaml': profiles(prompt), 'env-policy.yaml': POLICY },
    });
  }
  const ask = (body: object = {}, user = 'u_1') => server.ask({ ...ASK, ...body }, server.token(user));

  it('is given to another user who asks the same, for as long as the profile says', async () => {
    openclaw.otherwise(ANSWER);
    const first = (await ask()).body;
    const again = (await ask({ traceId: 'again' }, 'u_2')).body;
    expect(first).toMatchObject({ cached: false, usage: { promptTokens: expect.any(Number) } });
    expect(again).toMatchObject({
      cached: true,
      degraded: false,
      answer: first.answer,
      output: first.output,
      profile: 'support_v1',
      model: 'fast',
      contentId: first.contentId,
      usage: { promptTokens: 0, completionTokens: 0 },
    });
    expect(openclaw.requests).toHaveLength(1);

    const token = server.token('op', true);
    const { body } = await server.call('GET', '/v1/ops/traces?traceId=again', { token });
    expect(body.items[0]).toMatchObject({ cached: true, status: 'complete', usage: null });

    clock.advance(60_001);
    expect((await ask()).body.cached).toBe(false);
  });

  it('comes as one delta when it is streamed', async () => {
    openclaw.otherwise(ANSWER);
    await ask();
    const { body } = await ask({ stream: true });
    expect(body.match(/event: delta/g)).toHaveLength(1);
    expect(body).toContain('"cached":true');
  });

  it.each([
    ['says something else', { input: { text: '运费谁来承担？' } }],
    ['asks in another language', { context: { locale: 'en' } }],
    ['asks in a situation', { context: { page: '/order' } }],
    ['goes on in a conversation', { input: { ...ASK.input, history: [{ role: 'user', text: '您好' }] } }],
    ['gets another profile', { profile: 'support_v2' }],
  ])('is not given to who %s', async (_, other) => {
    openclaw.otherwise(ANSWER);
    await ask();
    expect((await ask(other)).body.cached).toBe(false);
    expect(openclaw.requests).toHaveLength(2);
  });

  it('is given to who asks in the same language', async () => {
    openclaw.otherwise(ANSWER);
    await ask({ context: { locale: 'zh-CN' } });
    expect((await ask({ context: { locale: 'zh-CN' } })).body.cached).toBe(true);
  });

  it.each([
    ['the profile has tools', { profile: 'support_v3' }],
    ['the profile keeps none', { profile: 'support_v4' }],
    ['it depends on the situation', { context: { page: '/order' } }],
    ['it goes on in a conversation', { input: { ...ASK.input, history: [{ role: 'user', text: '您好' }] } }],
  ])('is not kept when %s', async (_, body) => {
    openclaw.otherwise(ANSWER);
    await ask(body);
    expect((await ask(body)).body.cached).toBe(false);
    expect(openclaw.requests).toHaveLength(2);
  });

  it('is not kept when somebody else than the routed profile gave it, or nobody did', async () => {
    openclaw.next(FAILURE, ANSWER, FAILURE, FAILURE, ANSWER);
    expect((await ask()).body).toMatchObject({ degraded: true, cached: false });
    expect((await ask()).body.code).toBe('AGENT_UNAVAILABLE');
    expect((await ask()).body).toMatchObject({ degraded: false, cached: false });
  });

  it('is not given after the configuration has changed', async () => {
    openclaw.otherwise(ANSWER);
    await ask();
    await server.stop();
    server = await start('You help differently.');
    expect((await ask()).body.cached).toBe(false);
  });

  describe('while it is being given', () => {
    function slow(then: readonly string[]): { behaviour: Behaviour; goOn: () => void } {
      const { promise, resolve } = Promise.withResolvers<void>();
      async function* text(): AsyncGenerator<string> {
        await promise;
        yield* then;
      }
      return { behaviour: { kind: 'answer', text: text() }, goOn: resolve };
    }

    it('is waited for by others who ask the same', async () => {
      const { behaviour, goOn } = slow(['The same answer for everybody who asks this.']);
      openclaw.next(behaviour);
      const arrived = openclaw.nextRequest();
      const first = ask();
      await arrived;
      const others = ['u_2', 'u_3', 'u_4'].map((user) => ask({}, user));
      goOn();
      expect((await first).body.cached).toBe(false);
      for (const other of await Promise.all(others)) expect(other.body.cached).toBe(true);
      expect(openclaw.requests).toHaveLength(1);
    });

    it('is asked for anew by one of those who waited, when it comes to nothing', async () => {
      const { behaviour } = slow([]);
      openclaw.next(behaviour, ANSWER);
      const arrived = openclaw.nextRequest();
      const first = ask({ traceId: 'gone' });
      await arrived;
      const others = ['u_2', 'u_3'].map((user) => ask({}, user));
      await server.call('DELETE', '/v1/mini/asks/gone', { token: server.token('u_1') });
      expect((await first).body.status).toBe('cancelled');
      const cached = new Set((await Promise.all(others)).map(({ body }) => body.cached));
      expect(cached).toEqual(new Set([false, true]));
      expect(openclaw.requests).toHaveLength(2);
    });

    it('can be left by who waits', async () => {
      const { behaviour, goOn } = slow(['Whoever stayed gets the answer in the end.']);
      openclaw.next(behaviour);
      const arrived = openclaw.nextRequest();
      const first = ask();
      await arrived;
      const waiting = ask({ traceId: 'leaving' }, 'u_2');
      const token = server.token('u_2');
      await expect
        .poll(async () => (await server.call('GET', '/v1/mini/asks/leaving', { token })).status)
        .toBe(200);
      await server.call('DELETE', '/v1/mini/asks/leaving', { token });
      expect((await waiting).body.status).toBe('cancelled');
      goOn();
      expect((await first).body.status).toBe('complete');
    });
  });
});
