import { beforeEach, describe, expect, it } from 'vitest';
import { NodeStream } from '../support/node-stream.js';
import { useServer } from '../support/use-openclaw.js';

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
const files = (prompt: string): Record<string, string> => ({
  'mini-program-profiles.yaml': profiles(prompt),
  'env-policy.yaml': POLICY,
});
const ASK = { intent: 'support', input: { text: '运费谁承担？' } };
const ANSWER = {
  kind: 'answer',
  text: ['质量问题由我们承担运费；', '其他情况由您承担，感谢您的理解。'],
} as const;
/** What a model is given when nothing else is said. */
const FIRST_CONTENT_MS = 4000;
const FAILURE = { kind: 'provider-error', status: 401 } as const;

describe('an answer that may be given again', () => {
  const setup = useServer({
    gateway: { plugin: { engines: ['lean', 'agent'] } },
    files: files('You help.'),
  });
  // The cache takes a beginning at 0 for none at all.
  beforeEach(() => setup.clock.advance(1));

  const ask = (body: object = {}, user = 'u_1') =>
    setup.server.ask({ ...ASK, ...body }, setup.server.token(user));

  it('is given to another user who asks the same, for as long as the profile says', async () => {
    setup.openclaw.otherwise(ANSWER);
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
    expect(setup.openclaw.requests).toHaveLength(1);

    expect(await setup.server.traceOf('again')).toMatchObject({
      cached: true,
      status: 'complete',
      usage: null,
    });

    setup.clock.advance(60_001);
    expect((await ask()).body.cached).toBe(false);
  });

  it('comes as one delta when it is streamed', async () => {
    setup.openclaw.otherwise(ANSWER);
    await ask();
    const { text } = await ask({ stream: true });
    expect(text.match(/event: delta/g)).toHaveLength(1);
    expect(text).toContain('"cached":true');
  });

  it.each([
    ['says something else', { input: { text: '运费谁来承担？' } }],
    ['asks in another language', { context: { locale: 'en' } }],
    ['asks in a situation', { context: { page: '/order' } }],
    ['goes on in a conversation', { input: { ...ASK.input, history: [{ role: 'user', text: '您好' }] } }],
    ['gets another profile', { profile: 'support_v2' }],
  ])('is not given to who %s', async (_, other) => {
    setup.openclaw.otherwise(ANSWER);
    await ask();
    expect((await ask(other)).body.cached).toBe(false);
    expect(setup.openclaw.requests).toHaveLength(2);
  });

  it('is given to who asks in the same language', async () => {
    setup.openclaw.otherwise(ANSWER);
    await ask({ context: { locale: 'zh-CN' } });
    expect((await ask({ context: { locale: 'zh-CN' } })).body.cached).toBe(true);
  });

  it.each([
    ['the profile has tools', { profile: 'support_v3' }],
    ['the profile keeps none', { profile: 'support_v4' }],
    ['it depends on the situation', { context: { page: '/order' } }],
    ['it goes on in a conversation', { input: { ...ASK.input, history: [{ role: 'user', text: '您好' }] } }],
  ])('is not kept when %s', async (_, body) => {
    setup.openclaw.otherwise(ANSWER);
    await ask(body);
    expect((await ask(body)).body.cached).toBe(false);
    expect(setup.openclaw.requests).toHaveLength(2);
  });

  it('is not kept when somebody else than the routed profile gave it, or nobody did', async () => {
    setup.openclaw.next(FAILURE, ANSWER, FAILURE, FAILURE, ANSWER);
    expect((await ask()).body).toMatchObject({ degraded: true, cached: false });
    expect((await ask()).body.code).toBe('AGENT_UNAVAILABLE');
    expect((await ask()).body).toMatchObject({ degraded: false, cached: false });
  });

  it('is not kept when the model stopped at its token limit', async () => {
    setup.openclaw.otherwise({ ...ANSWER, finishReason: 'length' });
    expect((await ask()).body).toMatchObject({ truncated: true, cached: false });
    expect((await ask()).body.cached).toBe(false);
  });

  it('is not given after the configuration has changed', async () => {
    setup.openclaw.otherwise(ANSWER);
    await ask();
    await setup.restart(files('You help differently.'));
    expect((await ask()).body.cached).toBe(false);
  });

  describe('while it is being given', () => {
    function slow(then: readonly string[], first: readonly string[] = []) {
      const { promise, resolve } = Promise.withResolvers<void>();
      async function* text(): AsyncGenerator<string> {
        yield* first;
        await promise;
        yield* then;
      }
      return { behaviour: { kind: 'answer', text: text() } as const, goOn: resolve };
    }
    const stream = (user: string) =>
      NodeStream.ask({
        url: setup.server.url,
        token: setup.server.token(user),
        body: { ...ASK, stream: true },
      });
    const cancel = (traceId: string, user: string) =>
      setup.server.call('DELETE', `/v1/mini/asks/${traceId}`, { token: setup.server.token(user) });

    /** Asks the same as somebody who is being answered, and resolves when the ask has begun. */
    async function askAsWell(traceId: string, user: string) {
      const token = setup.server.token(user);
      const reply = ask({ traceId }, user);
      await expect
        .poll(async () => (await setup.server.call('GET', `/v1/mini/asks/${traceId}`, { token })).status)
        .toBe(200);
      return { reply };
    }

    it('is waited for by others who ask the same', async () => {
      const { behaviour, goOn } = slow(['The same answer for everybody who asks this.']);
      setup.openclaw.next(behaviour);
      const arrived = setup.openclaw.nextRequest();
      const first = ask();
      await arrived;
      const others = ['u_2', 'u_3', 'u_4'].map((user) => ask({}, user));
      goOn();
      expect((await first).body.cached).toBe(false);
      for (const other of await Promise.all(others)) expect(other.body.cached).toBe(true);
      expect(setup.openclaw.requests).toHaveLength(1);
    });

    it('is heard by all of them as it comes, also by who comes later', async () => {
      const { behaviour, goOn } = slow(
        ['How it goes on, and how it ends.'],
        ['It begins like this. Then it'],
      );
      setup.openclaw.next(behaviour);
      const first = await stream('u_1');
      await first.until((events) => events.length > 1);
      const later = await stream('u_2');
      await later.until((events) => events.length > 1);
      expect(first.answer).toContain('It begins like this. ');
      expect(later.answer).toBe(first.answer);
      goOn();
      await Promise.all([first.ended, later.ended]);
      expect(later.answer).toBe(first.answer);
      expect(later.events.at(-1)).toMatchObject({
        event: 'done',
        data: { answer: first.answer, cached: true },
      });
      expect(setup.openclaw.requests).toHaveLength(1);
    });

    it('goes on for the others when the one leaves who asked first, and is paid by the next', async () => {
      const { behaviour, goOn } = slow(['The answer for those who have stayed.']);
      setup.openclaw.next(behaviour);
      const arrived = setup.openclaw.nextRequest();
      const first = ask({ traceId: 'gone' });
      await arrived;
      const next = await askAsWell('next', 'u_2');
      const last = await askAsWell('last', 'u_3');
      await cancel('gone', 'u_1');
      expect((await first).body).toMatchObject({ status: 'cancelled', usage: { completionTokens: 0 } });
      goOn();
      expect((await next.reply).body).toMatchObject({ status: 'complete', cached: false });
      expect((await last.reply).body).toMatchObject({ status: 'complete', cached: true });
      expect(setup.openclaw.requests).toHaveLength(1);
      const [gone, paid, shared] = await Promise.all(
        ['gone', 'next', 'last'].map((traceId) => setup.server.traceOf(traceId)),
      );
      expect(gone).toMatchObject({ usage: null, attempts: [{ outcome: 'cancelled', shared: true }] });
      expect(paid).toMatchObject({
        usage: { promptTokens: expect.any(Number) },
        attempts: [{ outcome: 'ok' }],
      });
      expect(paid?.attempts[0]).not.toHaveProperty('shared');
      expect(shared).toMatchObject({ usage: null, attempts: [{ outcome: 'ok', shared: true, usage: null }] });
    });

    it('is not looked for any longer when all have left, nor joined by who comes then', async () => {
      setup.openclaw.next(slow([]).behaviour, ANSWER);
      const request = setup.openclaw.nextRequest();
      const first = ask({ traceId: 'one' });
      const { closed } = await request;
      const second = await askAsWell('two', 'u_2');
      await cancel('two', 'u_2');
      await cancel('one', 'u_1');
      expect(await closed).toBe('left');
      expect([(await first).body.status, (await second.reply).body.status]).toEqual([
        'cancelled',
        'cancelled',
      ]);
      expect((await ask()).body).toMatchObject({ status: 'complete', cached: false });
    });

    it('fails for all of them at once when nobody can give it', async () => {
      setup.openclaw.next({ kind: 'silence' }, FAILURE);
      const arrived = setup.openclaw.nextRequest();
      const first = ask();
      await arrived;
      const second = await askAsWell('second', 'u_2');
      setup.clock.advance(FIRST_CONTENT_MS);
      expect((await first).body.code).toBe('AGENT_UNAVAILABLE');
      expect((await second.reply).body).toMatchObject({ code: 'AGENT_UNAVAILABLE', traceId: 'second' });
      expect(setup.openclaw.requests).toHaveLength(2);
    });

    it('is looked for once more for who comes when half of its budget is gone without a word', async () => {
      setup.openclaw.next({ kind: 'silence' }, { kind: 'silence' }, ANSWER);
      const arrived = setup.openclaw.nextRequest();
      const first = ask();
      await arrived;
      const fallback = setup.openclaw.nextRequest();
      setup.clock.advance(FIRST_CONTENT_MS + 1);
      await fallback;
      expect((await ask({}, 'u_2')).body).toMatchObject({ cached: false, degraded: false });
      setup.clock.advance(FIRST_CONTENT_MS - 200);
      expect((await first).body.code).toBe('AGENT_TIMEOUT');
    });

    it('tells all of them that it is a replacement', async () => {
      setup.openclaw.next({ kind: 'silence' }, ANSWER);
      const arrived = setup.openclaw.nextRequest();
      const first = ask();
      await arrived;
      const second = await askAsWell('second', 'u_2');
      setup.clock.advance(FIRST_CONTENT_MS);
      const attempts = [
        { profile: 'support_v1', model: 'fast', outcome: 'AGENT_TIMEOUT' },
        { profile: 'support_v2', model: 'fast', outcome: 'ok' },
      ];
      for (const { body } of await Promise.all([first, second.reply]))
        expect(body).toMatchObject({ degraded: true, attempts, profile: 'support_v2' });
      expect((await setup.server.traceOf('second')).routing).toContainEqual({
        rule: 'fallback',
        result: 'support_v2',
      });
      expect(setup.openclaw.requests).toHaveLength(2);
    });

    it('can be left by who waits', async () => {
      const { behaviour, goOn } = slow(['Whoever stayed gets the answer in the end.']);
      setup.openclaw.next(behaviour);
      const arrived = setup.openclaw.nextRequest();
      const first = ask();
      await arrived;
      const waiting = await askAsWell('leaving', 'u_2');
      await cancel('leaving', 'u_2');
      expect((await waiting.reply).body.status).toBe('cancelled');
      goOn();
      expect((await first).body.status).toBe('complete');
    });
  });
});
