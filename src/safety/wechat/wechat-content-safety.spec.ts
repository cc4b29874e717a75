import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OPENID, type WechatSafety, aWechatSafety } from '../../../test/support/a-wechat-safety.js';
import type { WechatFault } from '../../../test/support/fake-wechat.js';
import type { SafetyFinding } from '../content-safety.js';

const isBackoff = (ms: number): boolean => ms < 1_000;
/** For so long a refused login is remembered. */
const REFUSED_MS = 600_000;

let world: WechatSafety;
let errors: unknown[][];
const never = new AbortController().signal;

beforeEach(async () => {
  errors = [];
  vi.spyOn(Logger.prototype, 'error').mockImplementation((...line: unknown[]) => void errors.push(line));
  world = await aWechatSafety();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

function check(text = '运费谁承担？', signal = never): Promise<SafetyFinding> {
  return world.safety.check({ text, userId: world.userId, scene: 2 }, signal);
}

const errcode = (code: number): WechatFault => ({
  kind: 'errcode',
  errcode: code,
  errmsg: `about ${OPENID}`,
});

describe('what WeChat refuses', () => {
  it.each([
    [40129, 'wechat_errcode_40129', 'service', true],
    [41001, 'wechat_errcode_41001', 'service', true],
    [43302, 'wechat_errcode_43302', 'service', true],
    [44002, 'wechat_errcode_44002', 'text', true],
    [47001, 'wechat_errcode_47001', 'text', true],
    [45009, 'wechat_daily_quota', 'service', true],
    [45011, 'wechat_minute_quota', 'service', true],
    [40164, 'wechat_errcode_40164', 'service', true],
    [48001, 'wechat_errcode_48001', 'service', true],
    [48004, 'wechat_errcode_48004', 'service', true],
    [50002, 'wechat_errcode_50002', 'service', true],
    [99999, 'wechat_errcode_99999', 'text', true],
    [40003, 'wechat_openid_invalid', 'user', true],
    [43104, 'wechat_openid_foreign', 'user', true],
    [61010, 'wechat_no_visit', 'visit', false],
  ])('errcode %i is %s, about the %s', async (code, reason, scope, isAlarm) => {
    world.wechat.failOn('check', errcode(code));
    await expect(check()).rejects.toMatchObject({ name: 'SafetyFailure', reason, scope });
    expect(world.wechat.callsOf('check')).toHaveLength(1);
    expect(errors).toHaveLength(isAlarm ? 1 : 0);
    expect(JSON.stringify(errors)).not.toContain(OPENID);
  });

  it('raises an alarm once a minute', async () => {
    for (let times = 0; times < 3; times += 1) {
      world.wechat.failOn('check', errcode(48001));
      await expect(check()).rejects.toThrow('wechat_errcode_48001');
    }
    expect(errors).toEqual([
      [
        { errcode: 48001, rid: '65f0a1b2-0c3d4e5f-6a7b8c9d' },
        'WeChat refuses this server: the app may not use msg_sec_check',
      ],
    ]);
    world.clock.advance(60_000);
    world.wechat.failOn('check', errcode(48001));
    await expect(check()).rejects.toThrow('wechat_errcode_48001');
    expect(errors).toHaveLength(2);
  });

  describe('a user as absent (61010)', () => {
    const login = (): Promise<void> => world.openids.remember(world.userId, OPENID);
    const again = { reason: 'wechat_no_visit_again', scope: 'user' };
    const mended = { reason: 'wechat_no_visit', scope: 'visit' };

    beforeEach(async () => {
      world.wechat.leave(OPENID);
      world.clock.advance(1000);
      await check().catch(() => undefined);
    });

    it('is a reason to log in for every text, until that happens', async () => {
      for (let times = 0; times < 3; times += 1) await expect(check()).rejects.toMatchObject(mended);
    });

    it('is none again after the login, for ten minutes', async () => {
      world.clock.advance(1000);
      await login();
      for (let times = 0; times < 3; times += 1) await expect(check()).rejects.toMatchObject(again);
      await login();
      world.clock.advance(REFUSED_MS - 1000);
      await expect(check()).rejects.toMatchObject(again);
      world.clock.advance(1);
      await expect(check()).rejects.toMatchObject(mended);
    });

    it('is about that user alone', async () => {
      world.clock.advance(1000);
      await world.openids.remember('u_2', OPENID);
      const other = world.safety.check({ text: 'x', userId: 'u_2', scene: 2 }, never);
      await expect(other).rejects.toMatchObject(mended);
    });
  });

  it('is a verdict when it says risky in the words of version 1', async () => {
    world.wechat.failOn('check', errcode(87014));
    expect(await check()).toEqual({ verdict: 'risky' });
  });
});

describe('the access token', () => {
  it.each([40001, 40014, 42001])('is fetched once more when it is refused with %i', async (code) => {
    world.wechat.failOn('check', errcode(code));
    expect(await check()).toMatchObject({ verdict: 'pass' });
    expect(world.wechat.callsOf('token')).toHaveLength(2);
    expect(world.wechat.callsOf('check')).toHaveLength(2);
  });

  it('is another one then', async () => {
    await check();
    const old = world.wechat.accessToken;
    world.wechat.changeToken();
    expect(await check()).toMatchObject({ verdict: 'pass' });
    const sent = world.wechat.callsOf('check').map(({ query }) => query['access_token']);
    expect(sent).toEqual([old, old, world.wechat.accessToken]);
  });

  it('is not asked for without end when also the new one is refused', async () => {
    const refused = errcode(40001);
    world.wechat.failOn('check', refused, refused, refused, refused);
    await expect(check()).rejects.toMatchObject({ reason: 'wechat_token_refused', scope: 'service' });
    await expect(check()).rejects.toMatchObject({ reason: 'wechat_token_refused' });
    expect(world.wechat.callsOf('token')).toHaveLength(2);
    expect(world.wechat.callsOf('check')).toHaveLength(3);
  });

  it('that cannot be had is a failure of the check', async () => {
    world.wechat.failOn('token', errcode(40164));
    await expect(check()).rejects.toMatchObject({
      name: 'SafetyFailure',
      reason: 'wechat_token_errcode_40164',
      scope: 'service',
    });
    expect(world.wechat.callsOf('check')).toEqual([]);
  });
});

describe('a WeChat in trouble', () => {
  it.each<[string, WechatFault]>([
    ['busy', { kind: 'errcode', errcode: -1 }],
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['a cut connection', { kind: 'drop' }],
  ])('is asked again after a moment: %s', async (_, fault) => {
    world.wechat.failOn('check', fault, fault);
    const found = check();
    for (const calls of [1, 2]) {
      await world.wechat.untilCalls(calls, 'check');
      const pauseMs = await world.clock.untilTimer(isBackoff);
      expect(pauseMs).toBeLessThanOrEqual(150 * calls);
      world.clock.advance(pauseMs);
    }
    expect(await found).toMatchObject({ verdict: 'pass' });
    expect(world.wechat.callsOf('check')).toHaveLength(3);
  });

  it('is given up on after three calls', async () => {
    const busy = errcode(-1);
    world.wechat.failOn('check', busy, busy, busy);
    const found = check();
    found.catch(() => undefined);
    for (const calls of [1, 2]) {
      await world.wechat.untilCalls(calls, 'check');
      world.clock.advance(await world.clock.untilTimer(isBackoff));
    }
    await expect(found).rejects.toMatchObject({ reason: 'wechat_busy', scope: 'service' });
    expect(world.wechat.callsOf('check')).toHaveLength(3);
  });

  it.each<[string, WechatFault, string]>([
    ['a page', { kind: 'body', body: '<html>' }, 'wechat_not_json'],
    ['nothing', { kind: 'body', body: '' }, 'wechat_not_json'],
    ['half an answer', { kind: 'body', body: '{"errcode":0,"res' }, 'wechat_not_json'],
    ['no object', { kind: 'body', body: '[]' }, 'wechat_answer_unusable'],
    ['no verdict', { kind: 'body', body: '{"errcode":0,"errmsg":"ok"}' }, 'wechat_answer_unusable'],
    [
      'a verdict that nobody knows',
      { kind: 'body', body: '{"errcode":0,"result":{"suggest":"fine","label":100}}' },
      'wechat_answer_unusable',
    ],
    ['404', { kind: 'status', status: 404 }, 'wechat_bad_status'],
    ['a redirect', { kind: 'status', status: 302 }, 'wechat_bad_status'],
  ])('that answers with %s is not asked again', async (_, fault, reason) => {
    world.wechat.failOn('check', fault);
    await expect(check()).rejects.toMatchObject({ name: 'SafetyFailure', reason, scope: 'service' });
    expect(world.wechat.callsOf('check')).toHaveLength(1);
  });

  it('is waited for two seconds, and three and a half in all', async () => {
    world.wechat.failOn('check', { kind: 'hang' }, { kind: 'hang' });
    const found = check();
    found.catch(() => undefined);
    await world.wechat.untilCalls(1, 'check');
    world.clock.advance(2000);
    const pauseMs = await world.clock.untilTimer(isBackoff);
    world.clock.advance(pauseMs);
    await world.wechat.untilCalls(2, 'check');
    world.clock.advance(1500 - pauseMs);
    await expect(found).rejects.toMatchObject({ reason: 'wechat_timeout', scope: 'service' });
    expect(world.wechat.callsOf('check')).toHaveLength(2);
    expect(world.clock.pending).toEqual([]);
  });

  it('is left at once by who waits no longer', async () => {
    world.wechat.failOn('check', { kind: 'hang' });
    const controller = new AbortController();
    const found = check('运费谁承担？', controller.signal);
    found.catch(() => undefined);
    await world.wechat.untilCalls(1, 'check');
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(found).rejects.toBe(reason);
    await expect.poll(() => world.wechat.left).toEqual(['check']);
    expect(world.clock.pending).toEqual([]);
  });
});

describe('an outage', () => {
  it('is noticed after five failures, and looked at again five seconds later', async () => {
    for (let times = 0; times < 5; times += 1) {
      world.wechat.failOn('check', { kind: 'body', body: '<html>' });
      await expect(check()).rejects.toMatchObject({ reason: 'wechat_not_json' });
    }
    await expect(check()).rejects.toMatchObject({ reason: 'wechat_outage', scope: 'service' });
    world.clock.advance(5000);
    world.wechat.failOn('check', { kind: 'body', body: '<html>' });
    await expect(check()).rejects.toMatchObject({ reason: 'wechat_not_json' });
    await expect(check()).rejects.toMatchObject({ reason: 'wechat_outage' });
    world.clock.advance(5000);
    expect(await check()).toMatchObject({ verdict: 'pass' });
    expect(await check()).toMatchObject({ verdict: 'pass' });
    expect(world.wechat.callsOf('check')).toHaveLength(8);
  });

  it.each([40003, 44002, 47001, 99999])('is none when a user or a text is the reason: %i', async (code) => {
    for (let times = 0; times < 6; times += 1) {
      world.wechat.failOn('check', errcode(code));
      await expect(check()).rejects.not.toMatchObject({ reason: 'wechat_outage' });
    }
    expect(await check()).toMatchObject({ verdict: 'pass' });
    expect(world.wechat.callsOf('check')).toHaveLength(7);
  });
});

describe('the user', () => {
  it('is known by the openid of the login, for two hours', async () => {
    world.clock.advance(7_200_000);
    await check();
    expect(world.wechat.checks[0]?.openid).toBe(OPENID);
    world.clock.advance(1);
    await expect(check()).rejects.toMatchObject({ reason: 'openid_unknown', scope: 'visit' });
  });

  it('must have logged in', async () => {
    const found = world.safety.check({ text: 'x', userId: 'u_unknown', scene: 2 }, never);
    await expect(found).rejects.toMatchObject({ reason: 'openid_unknown', scope: 'visit' });
    expect(world.wechat.calls).toEqual([]);
  });
});
