import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { FakeWechat } from '../support/fake-wechat.js';
import { RedisServer } from '../support/redis-server.js';
import { RunningApp } from '../support/running-app.js';
import { TWO_FILES } from '../support/two-files.js';

const files = (onFailure: string): Record<string, string> => ({
  ...TWO_FILES,
  'env-policy.yaml': `
environments:
  dev:
    allowed_profiles: [summarize_v1, support_v1]
    log_level: error
    content_safety: { provider: wechat, on_failure: ${onFailure} }
`,
});
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const ASK = { intent: 'summarize', input: { text: '快递今天到了。包装完好。客服很快就回复了。' } };

let redis: RedisServer;
let wechat: FakeWechat;
let servers: RunningApp[];

beforeEach(async () => {
  redis = await RedisServer.start();
  wechat = await FakeWechat.start();
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await wechat.close();
  await redis.stop();
});

/** Two processes that share the Redis. */
async function start(onFailure = 'block'): Promise<readonly RunningApp[]> {
  const env = {
    AGENT: 'local',
    REDIS_URL: redis.url,
    WECHAT_APP_ID: wechat.appId,
    WECHAT_APP_SECRET: wechat.appSecret,
    WECHAT_API_BASE: wechat.url,
  };
  servers = await Promise.all([1, 2].map(() => RunningApp.start({ files: files(onFailure), env })));
  return servers;
}

async function login(server: RunningApp | undefined): Promise<string> {
  const body = { code: wechat.newCode(OPENID) };
  const reply = await server?.call('POST', '/v1/mini/login', { body, token: null });
  return z.object({ token: z.string() }).parse(reply?.body).token;
}

it('a user who has logged in at one process can ask at any, and they share the access token', async () => {
  const [one, other] = await start();
  const token = await login(one);
  const replies = [await one?.ask(ASK, token), await other?.ask(ASK, token)];
  expect(replies.map((reply) => reply?.status)).toEqual([200, 200]);
  expect(wechat.checks).toHaveLength(4);
  expect(wechat.checks.every(({ openid }) => openid === OPENID)).toBe(true);
  expect(wechat.callsOf('token')).toHaveLength(1);
});

it('two processes that need their first access token at the same time fetch one', async () => {
  const [one, other] = await start();
  const token = await login(one);
  const replies = await Promise.all([one?.ask(ASK, token), other?.ask({ ...ASK, traceId: 'other' }, token)]);
  expect(replies.map((reply) => reply?.status)).toEqual([200, 200]);
  expect(wechat.callsOf('token')).toHaveLength(1);
});

it('a user whose login Redis has lost asks on where it was, and logs in again elsewhere', async () => {
  const [one, other] = await start();
  const token = await login(one);
  await redis.forget('miniask:secret:*');
  expect((await one?.ask(ASK, token))?.status).toBe(200);
  expect((await other?.ask(ASK, token))?.body.code).toBe('TOKEN_EXPIRED');
});

it.each(['block', 'allow'])(
  'a user who may have logged in elsewhere, while Redis is gone, logs in again (on_failure: %s)',
  async (onFailure) => {
    const [one, other] = await start(onFailure);
    const token = await login(one);
    await redis.stop();
    const risky = { ...ASK, input: { text: `去${wechat.risky}吧。快递今天到了。包装完好。` } };
    await expect
      .poll(async () => (await other?.ask({ ...risky, traceId: 'blind' }, token))?.body.code, {
        timeout: 5000,
      })
      .toBe('TOKEN_EXPIRED');
    expect((await other?.traceOf('blind'))?.errorReason).toBe('openids_unreachable');
    expect(wechat.checks).toEqual([]);
    expect((await one?.ask(ASK, token))?.status).toBe(200);
    // Logins are known to the process as well at which they were made.
    const again = await login(other);
    expect((await other?.ask(ASK, again))?.status).toBe(200);
    expect((await other?.ask(risky, again))?.body.code).toBe('CONTENT_REJECTED');
  },
);

it('a user who was forgotten at one process is known to none', async () => {
  const [one, other] = await start();
  const token = await login(one);
  expect((await other?.call('DELETE', '/v1/mini/me', { token }))?.status).toBe(204);
  await expect
    .poll(async () => {
      const replies = [await one?.ask(ASK, token), await other?.ask(ASK, token)];
      return replies.map((reply) => reply?.body.code);
    })
    .toEqual(['TOKEN_EXPIRED', 'TOKEN_EXPIRED']);
  expect(wechat.checks).toEqual([]);
});
