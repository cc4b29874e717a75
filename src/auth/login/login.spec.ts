import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthApp, type AuthReply } from '../../../test/support/auth-app.js';
import { FakeWechat, type WechatFault } from '../../../test/support/fake-wechat.js';
import type { Settings } from '../../config/settings.js';

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';
const CALL_TIMEOUT_MS = 5_000;
const CODE_LIFE_MS = 300_000;

let wechat: FakeWechat;
let app: AuthApp;

beforeEach(async () => {
  wechat = await FakeWechat.start();
  app = await AuthApp.start({ wechat: credentials() });
});

afterEach(async () => {
  await app.close();
  await wechat.close();
});

const credentials = (changed: Partial<Settings['wechat']> = {}): NonNullable<Settings['wechat']> => ({
  appId: wechat.appId,
  appSecret: wechat.appSecret,
  apiBase: wechat.url,
  ...changed,
});

const login = (code: string): Promise<AuthReply> => app.login({ code });
const isBackoff = (ms: number): boolean => ms < 1_000;

/** Another server, with other settings; closed when `use` is done. */
async function withServer(
  settings: Partial<Settings>,
  use: (server: AuthApp) => Promise<void>,
): Promise<void> {
  const server = await AuthApp.start(settings);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

describe('POST /v1/mini/login', () => {
  it('exchanges a code for a token that works', async () => {
    const reply = await login(wechat.newCode(OPENID));
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      token: expect.any(String),
      tokenType: 'Bearer',
      expiresIn: 7200,
      userId: expect.stringMatching(/^u_[\w-]{22}$/),
    });
    const me = await app.me(String(reply.body['token']));
    expect(me.body).toEqual({ userId: reply.body['userId'], operator: false });
    expect(app.clock.pending).toEqual([]);
  });

  it('gives a token that gets through from an address where others have sent too many bad ones', async () => {
    const { body } = await login(wechat.newCode(OPENID));
    const address = '10.200.0.1';
    await Promise.all(Array.from({ length: 301 }, () => app.get('/probe/me', 'Bearer bad', address)));
    const unknown = await app.get('/probe/me', `Bearer ${app.issue('u_unseen')}`, address);
    expect(unknown.body['code']).toBe('RATE_LIMITED');
    const own = await app.get('/probe/me', `Bearer ${String(body['token'])}`, address);
    expect([own.status, own.body['userId']]).toEqual([200, body['userId']]);
  });

  it('asks WeChat as its page says', async () => {
    const code = wechat.newCode(OPENID);
    await login(code);
    expect(wechat.calls).toEqual([
      {
        service: 'login',
        method: 'GET',
        path: '/sns/jscode2session',
        query: {
          appid: wechat.appId,
          secret: wechat.appSecret,
          js_code: code,
          grant_type: 'authorization_code',
        },
      },
    ]);
  });

  it('sends a code as it stands, whatever it contains', async () => {
    await login('a&secret=x#%20+~');
    expect(wechat.calls[0]?.query['js_code']).toBe('a&secret=x#%20+~');
    expect(wechat.calls[0]?.query['secret']).toBe(wechat.appSecret);
  });

  it('gives a user the same id at each login, and each user another', async () => {
    const first = await login(wechat.newCode(OPENID));
    const second = await login(wechat.newCode(OPENID));
    const other = await login(wechat.newCode('oAnother'));
    expect(second.body['userId']).toBe(first.body['userId']);
    expect(other.body['userId']).not.toBe(first.body['userId']);
  });

  it('takes a success that says errcode 0', async () => {
    wechat.fail({ kind: 'body', body: JSON.stringify({ errcode: 0, errmsg: 'ok', openid: OPENID }) });
    expect((await login('code')).status).toBe(200);
  });

  it('works below a path', async () => {
    wechat.fail({ kind: 'body', body: JSON.stringify({ openid: OPENID }) });
    await withServer({ wechat: credentials({ apiBase: `${wechat.url}/proxy` }) }, async (server) => {
      expect((await server.login({ code: 'code' })).status).toBe(200);
    });
    expect(wechat.calls[0]?.path).toBe('/proxy/sns/jscode2session');
  });
});

describe('the same code again', () => {
  it('gives the same user without a second exchange', async () => {
    const code = wechat.newCode(OPENID);
    const first = await login(code);
    app.clock.advance(CODE_LIFE_MS - 1);
    const second = await login(code);
    expect(second.status).toBe(200);
    expect(second.body['userId']).toBe(first.body['userId']);
    expect(wechat.calls).toHaveLength(1);
  });

  it('shares one exchange with calls at the same time', async () => {
    const code = wechat.newCode(OPENID);
    const release = wechat.hold();
    const logins = Array.from({ length: 8 }, () => login(code));
    await wechat.untilCalls(1);
    release();
    const ids = (await Promise.all(logins)).map(({ body }) => body['userId']);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^u_/);
    expect(wechat.calls).toHaveLength(1);
  });

  it('is asked about again when the first exchange failed', async () => {
    const code = wechat.newCode(OPENID);
    wechat.fail({ kind: 'errcode', errcode: 45011 });
    expect((await login(code)).status).toBe(429);
    expect((await login(code)).status).toBe(200);
  });

  it('is WeChat’s business once its life is over', async () => {
    app.clock.advance(1);
    const code = wechat.newCode(OPENID);
    await login(code);
    app.clock.advance(CODE_LIFE_MS + 1);
    const reply = await login(code);
    expect(reply.body['code']).toBe('LOGIN_CODE_INVALID');
    expect(wechat.calls).toHaveLength(2);
  });
});

describe('what WeChat refuses', () => {
  it.each([
    [40029, 401, 'LOGIN_CODE_INVALID', null],
    [40163, 401, 'LOGIN_CODE_INVALID', null],
    [40226, 403, 'USER_BLOCKED', null],
    [45011, 429, 'RATE_LIMITED', '60'],
    [40013, 502, 'WECHAT_ERROR', null],
    [40125, 502, 'WECHAT_ERROR', null],
    [40164, 502, 'WECHAT_ERROR', null],
    [41002, 502, 'WECHAT_ERROR', null],
    [41004, 502, 'WECHAT_ERROR', null],
    [41008, 502, 'WECHAT_ERROR', null],
    [99999, 502, 'WECHAT_ERROR', null],
  ])('errcode %i is %i %s', async (errcode, status, code, retryAfter) => {
    wechat.fail({ kind: 'errcode', errcode, errmsg: `vendor words about ${wechat.appSecret}` });
    const reply = await login(wechat.newCode(OPENID));
    expect(reply.body).toMatchObject({ status, code });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('retry-after')).toBe(retryAfter);
    expect(JSON.stringify(reply.body)).not.toContain('vendor');
    expect(wechat.calls).toHaveLength(1);
  });

  it('says of its own accord that a code was used', async () => {
    const code = wechat.newCode(OPENID);
    await login(code);
    await withServer({ wechat: credentials() }, async (other) => {
      expect((await other.login({ code })).body['code']).toBe('LOGIN_CODE_INVALID');
    });
  });

  it.each([
    [{ appId: 'wxwrong' }, 40013, 'WECHAT_APP_ID is not a valid app id'],
    [{ appSecret: 'wrong-secret' }, 40125, 'WECHAT_APP_SECRET is not the secret'],
  ])('raises an alarm when the settings are wrong: %j', async (wrong, errcode, words) => {
    await withServer({ wechat: credentials(wrong) }, async (server) => {
      expect((await server.login({ code: wechat.newCode(OPENID) })).body['code']).toBe('WECHAT_ERROR');
      const alarm = server.logged.find((line) => line.includes(words));
      expect(alarm).toContain('"level":50');
      expect(alarm).toContain(`"errcode":${errcode}`);
      expect(alarm).toContain('"rid":"65f0a1b2-0c3d4e5f-6a7b8c9d"');
    });
  });

  it('raises none for what clients do', async () => {
    await login('invented');
    expect(app.logged.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

describe('a busy WeChat (-1)', () => {
  const busy: WechatFault = { kind: 'errcode', errcode: -1, errmsg: 'system error' };

  it('is asked again, after a moment', async () => {
    wechat.fail(busy, busy);
    const reply = login(wechat.newCode(OPENID));
    const first = await app.clock.untilTimer(isBackoff);
    app.clock.advance(first);
    await wechat.untilCalls(2);
    const second = await app.clock.untilTimer(isBackoff);
    app.clock.advance(second);
    expect((await reply).status).toBe(200);
    expect(wechat.calls).toHaveLength(3);
    expect(first).toBeGreaterThanOrEqual(100);
    expect(second).toBeGreaterThanOrEqual(200);
  });

  it('is given up on after three calls', async () => {
    wechat.fail(busy, busy, busy);
    const reply = login(wechat.newCode(OPENID));
    app.clock.advance(await app.clock.untilTimer(isBackoff));
    await wechat.untilCalls(2);
    app.clock.advance(await app.clock.untilTimer(isBackoff));
    expect((await reply).body).toMatchObject({ status: 502, code: 'WECHAT_ERROR' });
    expect(wechat.calls).toHaveLength(3);
  });

  it('is not asked a third time when it took its time to say so', async () => {
    wechat.fail(busy, busy);
    const answerFirst = wechat.hold();
    const answerSecond = wechat.hold();
    const reply = login(wechat.newCode(OPENID));
    await wechat.untilCalls(1);
    app.clock.advance(CALL_TIMEOUT_MS - 1);
    answerFirst();
    app.clock.advance(await app.clock.untilTimer(isBackoff));
    await wechat.untilCalls(2);
    app.clock.advance(CALL_TIMEOUT_MS - 1);
    answerSecond();
    expect((await reply).body).toMatchObject({ status: 502, code: 'WECHAT_ERROR' });
    expect(wechat.calls).toHaveLength(2);
  });
});

describe('a broken WeChat', () => {
  it.each<[string, WechatFault]>([
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['a redirect', { kind: 'status', status: 302 }],
    ['a page', { kind: 'body', body: '<html>' }],
    ['nothing', { kind: 'body', body: '' }],
    ['half an answer', { kind: 'body', body: '{"openid":"o' }],
    ['no object', { kind: 'body', body: '[]' }],
    ['no openid', { kind: 'body', body: '{"session_key":"x"}' }],
    ['an empty openid', { kind: 'body', body: '{"openid":""}' }],
    ['an openid that is no text', { kind: 'body', body: '{"openid":5}' }],
    ['an errcode that is no number', { kind: 'body', body: '{"errcode":"x","openid":"o"}' }],
    [
      'a very long answer',
      { kind: 'body', body: JSON.stringify({ openid: 'o', more: 'x'.repeat(100_000) }) },
    ],
    ['a cut connection', { kind: 'drop' }],
  ])('is WECHAT_ERROR, and not asked again: %s', async (_, fault) => {
    wechat.fail(fault);
    const reply = await login(wechat.newCode(OPENID));
    expect(reply.body).toMatchObject({ status: 502, code: 'WECHAT_ERROR' });
    expect(wechat.calls).toHaveLength(1);
  });

  it('is waited for five seconds', async () => {
    wechat.fail({ kind: 'hang' });
    const reply = login(wechat.newCode(OPENID));
    await wechat.untilCalls(1);
    app.clock.advance(CALL_TIMEOUT_MS);
    expect((await reply).body).toMatchObject({ status: 502, code: 'WECHAT_ERROR' });
    expect(wechat.calls).toHaveLength(1);
  });

  it('is tried again where it was never reached', async () => {
    await wechat.close();
    const reply = login('code');
    app.clock.advance(await app.clock.untilTimer(isBackoff));
    app.clock.advance(await app.clock.untilTimer((ms) => ms >= 200 && isBackoff(ms)));
    expect((await reply).body).toMatchObject({ status: 502, code: 'WECHAT_ERROR' });
  });
});

describe('a body that does not fit', () => {
  it.for<[unknown, string]>([
    [{}, '/code'],
    [{ code: '' }, '/code'],
    [{ code: 5 }, '/code'],
    [{ code: ['x'] }, '/code'],
    [{ code: 'a b' }, '/code'],
    [{ code: 'x\n' }, '/code'],
    [{ code: '码' }, '/code'],
    [{ code: 'x'.repeat(257) }, '/code'],
    [{ code: 'x', userId: 'u_1' }, '/userId'],
    [[], ''],
    ['"code"', ''],
    ['null', ''],
  ])('is refused before WeChat is asked: %j', async ([body, pointer]) => {
    const reply = await app.login(body);
    expect(reply.body).toMatchObject({ status: 400, code: 'INPUT_INVALID', errors: [{ pointer }] });
    expect(wechat.calls).toEqual([]);
  });
});

describe('a server without login', () => {
  it.each<[string, () => Partial<Settings>]>([
    ['no app', () => ({})],
    [
      'tokens from elsewhere',
      () => ({
        wechat: credentials(),
        jwt: { verification: { kind: 'jwks', url: 'http://127.0.0.1:9/jwks' }, ttlS: 60 },
      }),
    ],
  ])('says so: %s', async (_, settings) => {
    await withServer(settings(), async (server) => {
      const reply = await server.login({ code: wechat.newCode(OPENID) });
      expect(reply.body).toMatchObject({ status: 503, code: 'LOGIN_NOT_CONFIGURED' });
      expect(reply.headers.get('retry-after')).toBe('300');
      expect(wechat.calls).toEqual([]);
    });
  });
});

describe('secrets', () => {
  it('are in no answer and no log line, whatever happens', async () => {
    const quoting = `${wechat.appSecret} ${OPENID} ${wechat.sessionKey}`;
    const faults: (WechatFault | null)[] = [
      null,
      { kind: 'errcode', errcode: 40013, errmsg: quoting },
      { kind: 'errcode', errcode: 40029, errmsg: quoting },
      { kind: 'body', body: quoting },
      { kind: 'body', body: JSON.stringify({ openid: [OPENID], session_key: wechat.sessionKey }) },
      { kind: 'status', status: 500 },
      { kind: 'drop' },
    ];
    const replies: AuthReply[] = [];
    for (const fault of faults) {
      if (fault !== null) wechat.fail(fault);
      replies.push(await login(wechat.newCode(OPENID)));
    }
    const log = app.logged.join('');
    expect(log).toContain('A call to WeChat failed');
    const seen = JSON.stringify(replies) + log;
    for (const secret of [wechat.appSecret, OPENID, wechat.sessionKey]) expect(seen).not.toContain(secret);
  });
});
