import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Openids } from '../../src/wechat/openids.js';
import { FakeWechat } from '../support/fake-wechat.js';
import type { Behaviour } from '../support/fake-openclaw/index.js';
import { NodeStream } from '../support/node-stream.js';
import { useServer } from '../support/use-openclaw.js';

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const OTHER_OPENID = 'oAnotherUserOfTheSameMiniProgram';

const files = (safety: string, isLocalAllowed: boolean): Record<string, string> => ({
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help., fallback: support_v2, cache_ttl_s: 60 }
  support_v2: { model: fast, system_prompt: You help as well. }
  recommend_v1: { model: fast, system_prompt: You recommend., deadline_ms: 1000 }
  extract_v1: { model: fast, system_prompt: You read fields. }
routing: { support: support_v1, recommend: recommend_v1, extract: extract_v1 }
`,
  'env-policy.yaml': `
environments:
  dev:
    allowed_profiles: [support_v1, support_v2, recommend_v1, extract_v1]
    log_level: error
    content_safety: {${safety}}
    allow_local_fallback: ${isLocalAllowed}
`,
});

const QUESTION = '运费谁承担？';
const ASK = { intent: 'support', input: { text: QUESTION } };
const WORDS = [
  '如果商品有质量问题，那么退货的运费就由我们来承担。',
  '如果只是不喜欢，那么退货的运费需要由您自己来承担；请保留好快递单。',
  '还有其他问题吗？',
];
const ANSWER = WORDS.join('');
const RISKY = `${WORDS[0]}要不要一起去赌博呢？${WORDS[2]}`;

const says = (text: string | readonly string[]): Behaviour => ({ kind: 'answer', text });
const Token = z.object({ token: z.string() });

let wechat: FakeWechat;
beforeEach(async () => {
  wechat = await FakeWechat.start();
});
afterEach(() => wechat.close());

const env = (): Record<string, string> => ({
  WECHAT_APP_ID: wechat.appId,
  WECHAT_APP_SECRET: wechat.appSecret,
  WECHAT_API_BASE: wechat.url,
});

function useSafety(safety = 'provider: wechat', isLocalAllowed = false) {
  const setup = useServer({ files: files(safety, isLocalAllowed), env });
  async function login(openid = OPENID): Promise<string> {
    const body = { code: wechat.newCode(openid) };
    const reply = await setup.server.call('POST', '/v1/mini/login', { body, token: null });
    return Token.parse(reply.body).token;
  }
  return {
    setup,
    login,
    /** An ask of somebody who has just logged in. */
    ask: async (body: object = {}, token?: string) =>
      setup.server.ask({ ...ASK, ...body }, token ?? (await login())),
    stream: async (body: object = {}, token?: string) =>
      NodeStream.ask({
        url: setup.server.url,
        token: token ?? (await login()),
        body: { ...ASK, ...body, stream: true },
      }),
    /** Resolves when a first text of that side was found safe. */
    untilPassed: async (side: 'input' | 'answer') => {
      await expect
        .poll(async () => (await setup.server.call('GET', '/metrics')).text)
        .toContain(`miniask_safety_checks_total{side="${side}",verdict="pass"} 1`);
    },
    operator: async (traceId: string) => {
      const { id } = await setup.server.traceOf(traceId);
      return setup.server.call('GET', `/v1/ops/traces/${id}`, { token: setup.server.token('ops', true) });
    },
  };
}

/** An answer whose pieces come when the test says so. */
function slowly(words: readonly string[]): { behaviour: Behaviour; next: () => void } {
  const gates = words.map(() => Promise.withResolvers<void>());
  let given = 0;
  async function* text(): AsyncGenerator<string> {
    for (const [at, word] of words.entries()) {
      await gates[at]?.promise;
      yield word;
    }
  }
  return { behaviour: { kind: 'answer', text: text() }, next: () => gates[given++]?.resolve() };
}

describe('content safety by WeChat', () => {
  const { setup, login, ask, stream, untilPassed, operator } = useSafety();

  it('checks question and answer in the name of the user, with one access token', async () => {
    setup.openclaw.next(says(ANSWER));
    const { status, body } = await ask({ traceId: 'fine' });
    expect(status).toBe(200);
    expect(body.answer).toBe(ANSWER);
    expect(wechat.checks).toEqual([
      { version: 2, openid: OPENID, scene: 2, content: expect.stringContaining(QUESTION) },
      { version: 2, openid: OPENID, scene: 2, content: ANSWER },
    ]);
    expect(wechat.callsOf('token')).toHaveLength(1);
    expect(wechat.callsOf('token')[0]?.body).toEqual({
      grant_type: 'client_credential',
      appid: wechat.appId,
      secret: wechat.appSecret,
      force_refresh: false,
    });
  });

  it('writes the verdicts into the trace, where operators see them', async () => {
    setup.openclaw.next(says(ANSWER));
    await ask({ traceId: 'fine' });
    const found = { verdict: 'pass', label: 100, wechatTraceId: 'fake-trace-id', ms: expect.any(Number) };
    const { body } = await operator('fine');
    expect(body).toMatchObject({
      safety: [
        { side: 'input', part: 1, ...found },
        { side: 'answer', part: 1, ...found },
      ],
    });
    const { text: metrics } = await setup.server.call('GET', '/metrics');
    expect(metrics).toContain('miniask_safety_checks_total{side="answer",verdict="pass"} 1');
    expect(metrics).toContain('miniask_safety_check_duration_seconds_count{side="input"} 1');
  });

  it('checks everything that a client sends, and all that it is given', async () => {
    setup.openclaw.next(says('{"items": [{"id": "tea-01", "reason": "香气清雅。"}]}'));
    await ask({
      intent: 'recommend',
      input: { text: '送给长辈', items: [{ id: 'tea-01', title: '龙井绿茶', description: '明前采摘' }] },
      context: { page: '/gift', order: { 备注: '写一张卡片' } },
    });
    const [input = '', ...answers] = wechat.checked;
    for (const text of ['送给长辈', 'tea-01', '龙井绿茶', '明前采摘', '/gift', '备注', '写一张卡片'])
      expect(input).toContain(text);
    for (const text of ['tea-01', '龙井绿茶', '香气清雅。']) expect(answers.join('\n')).toContain(text);
  });

  it('checks a long text in parts, all of it', async () => {
    const text = Array.from(
      { length: 150 },
      (_, at) => `第${at}句话说的是一些完全没有问题的东西，只是有点长。`,
    ).join('');
    setup.openclaw.next(says('```json\n{"姓名": "李雷"}\n```'));
    await ask({ intent: 'extract', input: { text, fields: [{ name: '姓名', type: 'string' }] } });
    const inputs = wechat.checked.slice(0, 2);
    expect(inputs.every((part) => Array.from(part).length <= 2500)).toBe(true);
    expect(inputs[0]?.endsWith('。')).toBe(true);
    for (const sentence of text.split(/(?<=。)/))
      expect(inputs.some((part) => part.includes(sentence))).toBe(true);
    expect(wechat.checked.join('')).toContain('姓名');
  });

  it('finds what stands where a long text is cut', async () => {
    setup.openclaw.otherwise(says('```json\n{"姓名": "李雷"}\n```'));
    const extract = (text: string) =>
      ask({ intent: 'extract', input: { text, fields: [{ name: '姓名', type: 'string' }] } });
    await extract('字'.repeat(4000));
    const cutAt = Math.max(...wechat.checked.map((part) => part.lastIndexOf('字')));
    const before = wechat.checked.length;
    const [first = '', last = ''] = wechat.risky;
    const { body } = await extract(`${'字'.repeat(cutAt)}${first}${last}${'字'.repeat(4000 - cutAt - 2)}`);
    expect(wechat.checked.slice(before).some((part) => part.endsWith(first))).toBe(true);
    expect(body.code).toBe('CONTENT_REJECTED');
  });

  describe('a question that is rejected', () => {
    const bad = { input: { text: '哪里可以赌博？' }, traceId: 'bad' };

    it('is told without what was found, and stops the agent', async () => {
      setup.openclaw.next({ kind: 'silence' });
      const request = setup.openclaw.nextRequest();
      const release = wechat.hold('check');
      const reply = ask(bad);
      const { closed } = await request;
      release();
      const { status, body, text } = await reply;
      expect(status).toBe(422);
      expect(body).toMatchObject({
        code: 'CONTENT_REJECTED',
        detail: 'What was sent failed the content check.',
      });
      for (const secret of ['赌博', '20006', 'risky', 'prob']) expect(text).not.toContain(secret);
      expect(await closed).toBe('left');
      expect(setup.openclaw.requests).toHaveLength(1);
      expect(await setup.server.traceOf('bad')).toMatchObject({
        status: 'failed',
        errorCode: 'CONTENT_REJECTED',
        errorReason: 'content_input',
        attempts: [{ outcome: 'CONTENT_REJECTED' }],
        safety: [{ side: 'input', verdict: 'risky', label: 20006 }],
      });
    });

    it('gets none of an answer that came sooner', async () => {
      const { behaviour, next } = slowly([`${WORDS[0]}然后`, WORDS[1] ?? '']);
      setup.openclaw.next(behaviour);
      const request = setup.openclaw.nextRequest();
      const release = wechat.hold('check');
      const events = await stream(bad);
      await request;
      await wechat.untilCalls(1, 'check');
      next();
      await untilPassed('answer');
      expect(events.answer).toBe('');
      release();
      await events.ended;
      expect(events.answer).toBe('');
      expect(events.events.at(-1)).toMatchObject({
        event: 'error',
        data: { code: 'CONTENT_REJECTED' },
      });
    });

    it('is told once more when it is asked again, and nobody is asked', async () => {
      const token = await login();
      await ask(bad, token);
      const before = wechat.calls.length;
      expect((await ask(bad, token)).body.code).toBe('CONTENT_REJECTED');
      expect(wechat.calls).toHaveLength(before);
    });

    it('may be one of the history, or of the context', async () => {
      const history = [{ role: 'user', text: '我们去赌博吧' }];
      expect((await ask({ input: { text: '好吗？', history } })).body.code).toBe('CONTENT_REJECTED');
      expect((await ask({ context: { note: '赌博' } })).body.code).toBe('CONTENT_REJECTED');
      expect((await ask({ context: { 赌博: true } })).body.code).toBe('CONTENT_REJECTED');
    });

    it('is a rejection also when a person should look at it', async () => {
      expect((await ask({ input: { text: '这很可疑。' } })).body.code).toBe('CONTENT_REJECTED');
    });
  });

  describe('an answer that is rejected', () => {
    it('is not shown, not kept, not replaced, and only operators see it', async () => {
      setup.openclaw.otherwise(says(RISKY));
      const { status, body, text } = await ask({ traceId: 'rejected' });
      expect(status).toBe(422);
      expect(body).toMatchObject({
        code: 'CONTENT_REJECTED',
        detail: 'The answer failed the content check.',
      });
      expect(text).not.toContain('赌博');
      expect(setup.openclaw.requests).toHaveLength(1);

      const token = await login();
      await ask({ traceId: 'rejected-too' }, token);
      expect(setup.openclaw.requests).toHaveLength(2);
      const view = await setup.server.call('GET', '/v1/mini/asks/rejected-too', { token });
      expect(view.body).toMatchObject({ status: 'failed', answer: '', output: null });
      expect(view.text).not.toContain('赌博');
      const trace = await operator('rejected-too');
      expect(trace.body).toMatchObject({
        answer: null,
        rejectedAnswer: RISKY,
        errorReason: 'content_answer',
      });
    });

    it('ends a stream with an error, behind what was found safe', async () => {
      const { behaviour, next } = slowly([`${WORDS[0]}然后`, `一起去赌博吧，好不好？${WORDS[1]}${WORDS[1]}`]);
      setup.openclaw.next(behaviour);
      const request = setup.openclaw.nextRequest();
      const events = await stream({ traceId: 'streamed' });
      const { closed } = await request;
      next();
      await events.until((all) => all.some(({ event }) => event === 'delta'));
      expect(events.answer).toBe(WORDS[0]);
      next();
      await events.ended;
      await closed;
      expect(events.answer).toBe(WORDS[0]);
      const last = events.events.at(-1);
      expect(last).toMatchObject({ event: 'error', data: { code: 'CONTENT_REJECTED' } });
      expect(JSON.stringify(events.events)).not.toContain('赌博');
      expect(await setup.server.traceOf('streamed')).toMatchObject({ answer: WORDS[0] });
    });
  });

  describe('a stream', () => {
    it('flows, and shows nothing that was not checked', async () => {
      const { behaviour, next } = slowly(WORDS);
      setup.openclaw.next(behaviour);
      const request = setup.openclaw.nextRequest();
      const events = await stream();
      await request;
      await wechat.untilCalls(1, 'check');
      const release = wechat.hold('check');
      next();
      next();
      await wechat.untilCalls(2, 'check');
      expect(events.answer).toBe('');
      release();
      await events.until((all) => all.some(({ event }) => event === 'delta'));
      const first = events.answer;
      expect(ANSWER.startsWith(first)).toBe(true);
      next();
      await events.ended;
      expect(events.answer).toBe(ANSWER);
      const checked = wechat.checked.slice(1);
      expect(checked.length).toBeGreaterThan(1);
      // Each begins with a little of what stands before it.
      expect(checked[1]?.startsWith(first)).toBe(true);
    });

    it('waits for its question, however soon the answer comes', async () => {
      setup.openclaw.next(says(ANSWER));
      const release = wechat.hold('check');
      const events = await stream();
      await wechat.untilCalls(2, 'check');
      expect(events.answer).toBe('');
      release();
      await events.ended;
      expect(events.answer).toBe(ANSWER);
      expect(events.events.at(-1)?.event).toBe('done');
    });

    it('shows what a model says slowly without waiting for more', async () => {
      const { behaviour, next } = slowly([`${WORDS[0]}然后`, '还有一句短话。接着就', '结束了。']);
      setup.openclaw.next(behaviour);
      const request = setup.openclaw.nextRequest();
      const events = await stream();
      await request;
      next();
      await events.until((all) => all.some(({ event }) => event === 'delta'));
      next();
      setup.clock.advance(await setup.clock.untilTimer((ms) => ms === 1500));
      await events.until((all) => all.filter(({ event }) => event === 'delta').length > 1);
      expect(events.answer).toBe(`${WORDS[0]}然后还有一句短话。`);
      next();
      await events.ended;
    });
  });

  describe('a fallback', () => {
    const failsAfter = (said: string): Behaviour => ({ kind: 'provider-drop', after: [said] });

    it('answers alone when nothing was shown of what failed, whatever was said and whenever it is checked', async () => {
      setup.openclaw.next(failsAfter(`${WORDS[1]}然后`), says(ANSWER));
      const token = await login();
      const releaseInput = wechat.hold('check');
      const releaseFirst = wechat.hold('check');
      const events = await stream({ traceId: 'twice' }, token);
      await wechat.untilCalls(3, 'check');
      releaseFirst();
      releaseInput();
      await events.ended;
      expect(events.answer).toBe(ANSWER);
      expect(events.events.at(-1)).toMatchObject({ event: 'done', data: { profile: 'support_v2' } });
    });
  });

  describe('the budget', () => {
    it('is kept by a slow check', async () => {
      setup.openclaw.next(says('{"items": [{"title": "龙井绿茶", "reason": "香气清雅。"}]}'));
      const token = await login();
      const release = wechat.hold('check');
      const reply = ask({ intent: 'recommend', input: { text: '送给长辈' }, traceId: 'slow' }, token);
      await wechat.untilCalls(2, 'check');
      await setup.clock.untilTimer((ms) => ms > 900 && ms <= 1000);
      setup.clock.advance(1000);
      const { status, body } = await reply;
      expect(status).toBe(202);
      expect(body).toMatchObject({ status: 'running', answer: '' });
      release();
      await expect.poll(async () => (await setup.server.traceOf('slow')).status).toBe('complete');
    });
  });

  describe('cancelling', () => {
    it('gives the checks up', async () => {
      setup.openclaw.next({ kind: 'silence' });
      const request = setup.openclaw.nextRequest();
      wechat.failOn('check', { kind: 'hang' });
      const token = await login();
      const reply = ask({ traceId: 'gone' }, token);
      await request;
      await wechat.untilCalls(1, 'check');
      await setup.server.call('DELETE', '/v1/mini/asks/gone', { token });
      expect((await reply).body.status).toBe('cancelled');
      await expect.poll(() => wechat.left).toEqual(['check']);
    });
  });

  describe('several users who ask the same', () => {
    it('are each checked in their own name, and answered once', async () => {
      const { behaviour, next } = slowly([ANSWER]);
      setup.openclaw.next(behaviour);
      const request = setup.openclaw.nextRequest();
      const first = ask({}, await login());
      await request;
      const second = ask({}, await login(OTHER_OPENID));
      await wechat.untilCalls(2, 'check');
      next();
      expect((await first).body).toMatchObject({ status: 'complete', answer: ANSWER, cached: false });
      expect((await second).body).toMatchObject({ status: 'complete', answer: ANSWER, cached: true });
      expect(wechat.checks.map(({ openid }) => openid)).toEqual([OPENID, OTHER_OPENID, OPENID]);
      expect(setup.openclaw.requests).toHaveLength(1);
      // Kept for the next, whose question had passed.
      expect((await ask({}, await login())).body.cached).toBe(true);
      expect(wechat.checks).toHaveLength(3);
    });

    it('hear nothing before their own question has passed', async () => {
      const { behaviour, next } = slowly([`${WORDS[0]}然后`, WORDS[1] ?? '']);
      setup.openclaw.next(behaviour);
      const request = setup.openclaw.nextRequest();
      const first = await stream({}, await login());
      await request;
      await untilPassed('input');
      const token = await login(OTHER_OPENID);
      const release = wechat.hold('check');
      const second = await stream({}, token);
      await wechat.untilCalls(2, 'check');
      next();
      await first.until((all) => all.some(({ event }) => event === 'delta'));
      expect(second.answer).toBe('');
      wechat.failOn('check', { kind: 'errcode', errcode: 87014 });
      release();
      await second.ended;
      expect(second.answer).toBe('');
      expect(second.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'CONTENT_REJECTED' } });
      next();
      await first.ended;
      expect(first.answer).toBe(`${WORDS[0]}然后${WORDS[1]}`);
      expect(setup.openclaw.requests).toHaveLength(1);
    });

    it('do not fail together when one must log in again', async () => {
      const { behaviour, next } = slowly([ANSWER]);
      setup.openclaw.next(behaviour);
      const request = setup.openclaw.nextRequest();
      const token = await login();
      wechat.leave(OPENID);
      const release = wechat.hold('check');
      const first = ask({ traceId: 'left' }, token);
      await request;
      const second = ask({}, await login(OTHER_OPENID));
      await wechat.untilCalls(2, 'check');
      release();
      expect((await first).body).toMatchObject({ status: 401, code: 'TOKEN_EXPIRED' });
      next();
      expect((await second).body).toMatchObject({ status: 'complete', answer: ANSWER, cached: false });
      expect(setup.openclaw.requests).toHaveLength(1);
    });
  });

  describe('a user whom WeChat does not take as present', () => {
    it('logs in again, and asks the same again', async () => {
      setup.openclaw.otherwise(says(ANSWER));
      const token = await login();
      wechat.leave(OPENID);
      const { status, body } = await ask({ traceId: 'again' }, token);
      expect(status).toBe(401);
      expect(body).toMatchObject({ code: 'TOKEN_EXPIRED', detail: expect.stringContaining('log in again') });
      expect((await ask({ traceId: 'again' }, await login())).body).toMatchObject({ answer: ANSWER });
    });

    it('is not sent to log in once more when that has just not helped', async () => {
      setup.openclaw.otherwise(says(ANSWER));
      const token = await login();
      wechat.leave(OPENID);
      expect((await ask({ traceId: 'odd' }, token)).body.code).toBe('TOKEN_EXPIRED');
      setup.clock.advance(1000);
      const again = await login();
      wechat.leave(OPENID);
      expect((await ask({ traceId: 'odd' }, again)).body.code).toBe('WECHAT_ERROR');
      expect((await setup.server.traceOf('odd')).errorReason).toBe('wechat_no_visit_again');
    });

    it('may be one whose token was made elsewhere', async () => {
      setup.openclaw.otherwise(says(ANSWER));
      expect((await ask({ traceId: 'made' }, setup.server.token())).body.code).toBe('TOKEN_EXPIRED');
      expect(await setup.server.traceOf('made')).toMatchObject({
        errorReason: 'openid_unknown',
        safety: [{ side: 'input', verdict: 'failed', reason: 'openid_unknown' }],
      });
    });
  });

  it('keeps the openid to itself and WeChat', async () => {
    setup.openclaw.next(says(ANSWER));
    const { text } = await ask({ traceId: 'private' });
    expect(text).not.toContain(OPENID);
    expect(JSON.stringify(await setup.server.traceOf('private'))).not.toContain(OPENID);
    expect(JSON.stringify(setup.openclaw.requests.map(({ body }) => body))).not.toContain(OPENID);
  });

  it('is a failure of WeChat when it cannot be had', async () => {
    setup.openclaw.otherwise(says(ANSWER));
    wechat.failOn('check', { kind: 'errcode', errcode: 45009 });
    const { status, body } = await ask({ traceId: 'quota' });
    expect(status).toBe(502);
    expect(body).toMatchObject({ code: 'WECHAT_ERROR' });
    const trace = await setup.server.traceOf('quota');
    expect(trace.errorReason).toBe('wechat_daily_quota');
    const { text: metrics } = await setup.server.call('GET', '/metrics');
    expect(metrics).toContain('miniask_safety_failures_total{side="input",reason="wechat_daily_quota"} 1');
    // Asking again is worth it.
    expect((await ask({ traceId: 'quota' })).body).toMatchObject({ answer: ANSWER });
  });

  it('does not keep the server from stopping', async () => {
    setup.openclaw.next({ kind: 'silence' });
    wechat.failOn('check', { kind: 'hang' });
    const reply = ask();
    await wechat.untilCalls(1, 'check');
    const stopped = setup.server.stop();
    setup.clock.advance(await setup.clock.untilTimer((ms) => ms === 10_000));
    await stopped;
    // Whichever of its times was up first.
    expect([202, 502, 503]).toContain((await reply).status);
    await expect.poll(() => wechat.left).toEqual(['check']);
  });
});

describe('content safety that lets pass what it cannot check, or would have a person look at', () => {
  const { setup, login, ask, stream } = useSafety(
    'provider: wechat, on_failure: allow, on_review: allow, scene: 3',
  );

  it('goes on, says so in the trace, and does not keep the answer', async () => {
    setup.openclaw.otherwise(says(ANSWER));
    wechat.failOn('check', { kind: 'errcode', errcode: 45009 }, { kind: 'body', body: '<html>' });
    expect((await ask({ traceId: 'unchecked' })).body).toMatchObject({ answer: ANSWER });
    expect((await setup.server.traceOf('unchecked')).safety).toMatchObject([
      { side: 'input', verdict: 'unchecked', reason: 'wechat_daily_quota' },
      { side: 'answer', verdict: 'unchecked', reason: 'wechat_not_json' },
    ]);
    expect((await ask()).body).toMatchObject({ answer: ANSWER, cached: false });
    expect((await ask()).body).toMatchObject({ answer: ANSWER, cached: true });
    expect(wechat.checks.at(-1)?.scene).toBe(3);
  });

  it('still sends to log in whoever WeChat does not take as present', async () => {
    setup.openclaw.otherwise(says(ANSWER));
    const token = await login();
    wechat.leave(OPENID);
    expect((await ask({ traceId: 'away' }, token)).body).toMatchObject({
      status: 401,
      code: 'TOKEN_EXPIRED',
    });
    expect((await setup.server.traceOf('away')).safety).toMatchObject([
      { verdict: 'failed', reason: 'wechat_no_visit' },
    ]);
  });

  it.each([44002, 47001, 99999])(
    'does not let pass a text that WeChat cannot read (%i), nor stop checking because of it',
    async (errcode) => {
      setup.openclaw.otherwise(says(ANSWER));
      const token = await login();
      for (let times = 0; times < 6; times += 1) {
        wechat.failOn('check', { kind: 'errcode', errcode });
        const { body } = await ask({ input: { text: `unreadable ${times}` } }, token);
        expect(body).toMatchObject({ status: 502, code: 'WECHAT_ERROR' });
      }
      const { body } = await ask({ input: { text: '哪里可以赌博？' } }, await login(OTHER_OPENID));
      expect(body.code).toBe('CONTENT_REJECTED');
    },
  );

  it('still rejects what is risky, in a stream as well', async () => {
    setup.openclaw.otherwise(says(RISKY));
    const events = await stream();
    await events.ended;
    expect(events.events.at(-1)).toMatchObject({ event: 'error', data: { code: 'CONTENT_REJECTED' } });
  });

  it('lets a text pass that a person should look at', async () => {
    setup.openclaw.next(says(ANSWER));
    expect((await ask({ input: { text: '这很可疑。' }, traceId: 'odd' })).status).toBe(200);
    expect((await setup.server.traceOf('odd')).safety?.[0]).toMatchObject({
      verdict: 'review',
      label: 21000,
    });
  });
});

describe('content safety beside the local agent', () => {
  const { setup, ask, untilPassed } = useSafety('provider: wechat', true);

  it('does not take a model for silent whose words are held back', async () => {
    const { behaviour, next } = slowly([`${WORDS[0]}然后`, WORDS[2] ?? '']);
    setup.openclaw.next(behaviour);
    const request = setup.openclaw.nextRequest();
    const reply = ask({ traceId: 'held' });
    await request;
    await wechat.untilCalls(1, 'check');
    next();
    await untilPassed('input');
    setup.clock.advance(8000);
    expect((await reply).body).toMatchObject({ status: 'running', answer: '' });
    next();
    await expect.poll(async () => (await setup.server.traceOf('held')).status).toBe('complete');
    const { answer, model, attempts } = await setup.server.traceOf('held');
    expect({ answer, model }).toEqual({ answer: `${WORDS[0]}然后${WORDS[2]}`, model: 'fast' });
    expect(attempts).toHaveLength(1);
  });

  it('checks what that answers as well', async () => {
    setup.openclaw.otherwise({ kind: 'provider-error', status: 401 });
    const { body } = await ask({ traceId: 'local' });
    expect(body).toMatchObject({ model: 'local', degraded: true });
    expect(wechat.checked).toEqual([expect.stringContaining(QUESTION), body.answer]);
  });
});

describe('without content safety', () => {
  const { setup, ask } = useSafety('provider: none');

  it('nobody is asked, and no openid is remembered', async () => {
    setup.openclaw.next(says(RISKY));
    expect((await ask({ traceId: 'free' })).body.answer).toBe(RISKY);
    expect(wechat.calls.map(({ service }) => service)).toEqual(['login']);
    const { userId, ...trace } = await setup.server.traceOf('free');
    expect(trace).not.toHaveProperty('safety');
    expect(await setup.server.app.get(Openids).visitOf(userId ?? '')).toBeUndefined();
  });
});
