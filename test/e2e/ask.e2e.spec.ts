import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunningApp } from '../support/running-app.js';

const TEXT =
  'MiniAsk answers Mini Programs. The client sends an intent, never a prompt. Prompts and models live on the server. ' +
  'They change in seconds, while the Mini Program waits for review. Every answer leaves a trace.';

describe('asking, with nothing configured', () => {
  let server: RunningApp;
  beforeAll(async () => {
    server = await RunningApp.start();
  });
  afterAll(() => server.stop());

  it('answers the request of a Mini Program as it stands', async () => {
    const { status, headers, body } = await server.ask({
      intent: 'summarize',
      userId: 'u_123',
      traceId: '1710000000000',
      input: { text: TEXT, maxBullets: 3 },
    });
    expect(status).toBe(200);
    expect(headers.get('x-trace-id')).toBe('1710000000000');
    expect(body).toMatchObject({
      traceId: '1710000000000',
      status: 'complete',
      intent: 'summarize',
      model: 'local',
      cached: false,
      degraded: false,
      truncated: false,
      aiGenerated: true,
      label: '内容由 AI 生成',
    });
    const [first, ...others] = z.array(z.string()).parse(body.output?.['bullets']);
    expect(first).toMatch(/./);
    expect(others.length).toBeLessThanOrEqual(2);
    expect(body.answer).toContain(first);
    expect(body.profile).toMatch(/^summarize_v\d$/);
    expect(typeof body.contentId).toBe('string');
    expect(typeof body.latencyMs).toBe('number');
    expect(Number.isInteger(body.usage?.promptTokens)).toBe(true);
    expect(body).not.toHaveProperty('attempts');
    expect(body).not.toHaveProperty('next');
  });

  it.each([
    ['support', { text: '我的订单什么时候发货？' }, ['reply', 'question']],
    [
      'recommend',
      {
        text: '想要一双防水的登山鞋',
        items: [
          { id: 'a', title: '防水登山鞋' },
          { id: 'b', title: '棉袜' },
        ],
      },
      ['items'],
    ],
    [
      'extract',
      { text: '姓名：张三，电话 13800138000，共 3 件', fields: [{ name: '姓名', type: 'string' }] },
      ['fields'],
    ],
  ])('serves %s', async (intent, input, keys) => {
    const { status, body } = await server.ask({ intent, input });
    expect(status).toBe(200);
    expect(Object.keys(body.output ?? {})).toEqual(keys);
    expect(body.answer).toMatch(/./);
  });

  it('takes trace_id as a spelling of traceId', async () => {
    const { body, headers } = await server.ask({
      intent: 'summarize',
      trace_id: 'spelt-1',
      input: { text: TEXT },
    });
    expect(body.traceId).toBe('spelt-1');
    expect(headers.get('x-trace-id')).toBe('spelt-1');
  });

  it('makes a traceId when there is none', async () => {
    const { body, headers } = await server.ask({ intent: 'summarize', input: { text: TEXT } });
    expect(body.traceId).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-trace-id')).toBe(body.traceId);
  });

  it('joins the same question, refuses another one, and keeps users apart', async () => {
    const ask = { intent: 'summarize', traceId: 'again', input: { text: TEXT } };
    const first = await server.ask(ask);
    const second = await server.ask(ask);
    expect(second.body.contentId).toBe(first.body.contentId);

    const other = await server.ask({ ...ask, input: { text: 'Something else.' } });
    expect(other.status).toBe(409);
    expect(other.body.code).toBe('TRACE_ID_CONFLICT');

    const stranger = await server.ask({ ...ask, input: { text: 'Mine.' } }, server.token('u_other'));
    expect(stranger.status).toBe(200);
  });

  it('shows an ask to its owner only', async () => {
    await server.ask({ intent: 'summarize', traceId: 'mine', input: { text: TEXT } });
    const mine = await server.call('GET', '/v1/mini/asks/mine');
    expect(mine.body).toMatchObject({ traceId: 'mine', status: 'complete' });
    const theirs = await server.call('GET', '/v1/mini/asks/mine', { token: server.token('u_other') });
    expect(theirs.status).toBe(404);
    expect(theirs.body.code).toBe('NOT_FOUND');
  });

  it('leaves an ask that has ended as it is when it is cancelled', async () => {
    await server.ask({ intent: 'summarize', traceId: 'over', input: { text: TEXT } });
    const cancelled = await server.call('DELETE', '/v1/mini/asks/over');
    expect(cancelled.status).toBe(200);
    expect(cancelled.body.status).toBe('complete');
  });
});

describe('refusing', () => {
  let server: RunningApp;
  beforeAll(async () => {
    server = await RunningApp.start();
  });
  afterAll(() => server.stop());

  const good = { intent: 'summarize', input: { text: TEXT } };

  it.each([
    ['a body that is not JSON', '{"intent":', 400, 'BODY_MALFORMED'],
    ['an empty body', '', 400, 'BODY_MALFORMED'],
    ['an array', [], 400, 'INPUT_INVALID'],
    ['null', 'null', 400, 'INPUT_INVALID'],
    ['an unknown intent', { ...good, intent: 'sumarize' }, 400, 'INTENT_UNKNOWN'],
    ['an intent named like a method', { ...good, intent: 'constructor' }, 400, 'INTENT_UNKNOWN'],
    ['an empty intent', { ...good, intent: '' }, 400, 'INPUT_INVALID'],
    ['no input', { intent: 'summarize' }, 400, 'INPUT_INVALID'],
    ['an unknown field', { ...good, prompt: 'x' }, 400, 'INPUT_INVALID'],
    ['an unknown field of the input', { ...good, input: { text: 'x', system: 'y' } }, 400, 'INPUT_INVALID'],
    ['a garbled traceId', { ...good, traceId: 'a b' }, 400, 'INPUT_INVALID'],
    ["another user's id", { ...good, userId: 'u_999' }, 403, 'USER_MISMATCH'],
    ['a profile of another intent', { ...good, profile: 'support_v1' }, 403, 'PROFILE_NOT_ALLOWED'],
    ['a profile that nobody can have', { ...good, profile: '退'.repeat(65) }, 400, 'INPUT_INVALID'],
    ['a long profile that there is not', { ...good, profile: '退'.repeat(64) }, 403, 'PROFILE_NOT_ALLOWED'],
    ['a body of over 64 KB', { ...good, input: { text: 'x'.repeat(70_000) } }, 413, 'BODY_TOO_LARGE'],
    ['a prototype', '{"intent":"summarize","__proto__":{"a":1},"input":{"text":"x"}}', 400, 'INPUT_INVALID'],
    [
      'great depth',
      `{"intent":"summarize","input":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      400,
      'INPUT_INVALID',
    ],
  ])('%s', async (_name, body, status, code) => {
    const reply = await server.ask(body);
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
    expect(reply.body.traceId).toBe(reply.headers.get('x-trace-id'));
  });

  it('text/plain and forms', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const reply = await server.call('POST', '/v1/mini/ask', {
        body: 'a=b',
        headers: { 'content-type': type },
      });
      expect([reply.status, reply.body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    }
  });

  it('a call without a token, before it looks at the body any closer', async () => {
    const reply = await server.ask({ ...good, traceId: 'no-token' }, null);
    expect([reply.status, reply.body.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    expect(reply.headers.get('x-trace-id')).toBe('no-token');
  });

  it('unknown addresses and wrong methods, each in its own way', async () => {
    const nowhere = await server.call('GET', '/v1/mini/nowhere');
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'NOT_FOUND']);
    const wrong = await server.call('GET', '/v1/mini/ask');
    expect([wrong.status, wrong.body.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(wrong.headers.get('allow')).toBe('POST');
    expect(wrong.headers.get('x-trace-id')).toBe(wrong.body.traceId);
  });

  it('tells browsers to trust nothing', async () => {
    const { headers } = await server.ask(good);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('strict-transport-security')).toContain('max-age=');
  });

  it('more logins a minute from one address than people need', async () => {
    const login = { body: { code: 'x' }, token: null };
    const replies = await Promise.all(
      Array.from({ length: 61 }, () => server.call('POST', '/v1/mini/login', login)),
    );
    const { LOGIN_NOT_CONFIGURED: passed = [], RATE_LIMITED: refused = [] } = Object.groupBy(
      replies,
      ({ body }) => body.code ?? 'none',
    );
    expect([passed.length, refused.length]).toEqual([60, 1]);
  });

  it('more asks a minute than the environment allows', async () => {
    const token = server.token('u_hasty');
    const replies = await Promise.all(Array.from({ length: 61 }, () => server.ask(good, token)));
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.body.code).toBe('RATE_LIMITED');
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is traced like a success', async () => {
    await server.ask({ ...good, traceId: 'refused-1', profile: 'support_v1' });
    await server.ask('{"broken', server.token());
    const token = server.token('op', true);
    const { body } = await server.call('GET', '/v1/ops/traces?traceId=refused-1', { token });
    expect(body.items).toHaveLength(1);
    expect(body.items?.[0]).toMatchObject({
      status: 'refused',
      errorCode: 'PROFILE_NOT_ALLOWED',
      userId: 'u_123',
    });
  });
});
