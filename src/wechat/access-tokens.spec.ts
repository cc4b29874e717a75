import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeWechat } from '../../test/support/fake-wechat.js';
import { AccessTokens } from './access-tokens.js';
import { MemorySecretStore } from './secrets/memory-secret-store.js';
import { type Claim, SecretStore, SecretsUnreachable } from './secrets/secret-store.js';
import { WechatApi } from './wechat-api.js';

const LIFE_MS = 7_200_000;
const never = new AbortController().signal;

let wechat: FakeWechat;
let clock: FakeClock;
let store: SecretStore;
let apis: WechatApi[];

beforeEach(async () => {
  wechat = await FakeWechat.start();
  clock = new FakeClock();
  store = new MemorySecretStore(clock);
  apis = [];
});

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(apis.map((api) => api.close()));
  await wechat.close();
});

/** Those of one process. */
function aProcess(secrets: SecretStore = store): AccessTokens {
  const settings = { appId: wechat.appId, appSecret: wechat.appSecret, apiBase: wechat.url };
  const api = new WechatApi(settings, clock, 4);
  apis.push(api);
  return new AccessTokens(api, secrets, clock);
}

const fetches = (): number => wechat.callsOf('token').length;

describe('the access token', () => {
  it('is fetched once for all who want it at the same time, and later', async () => {
    const tokens = aProcess();
    const got = await Promise.all(Array.from({ length: 10 }, () => tokens.get(never)));
    expect(new Set(got)).toEqual(new Set([wechat.accessToken]));
    clock.advance(LIFE_MS - 300_000);
    expect(await tokens.get(never)).toBe(wechat.accessToken);
    expect(fetches()).toBe(1);
  });

  it('is renewed before it ends, beside those who use it', async () => {
    const tokens = aProcess();
    const old = await tokens.get(never);
    clock.advance(LIFE_MS - 299_999);
    wechat.changeToken();
    const release = wechat.hold('token');
    expect(await tokens.get(never)).toBe(old);
    await wechat.untilCalls(2, 'token');
    expect(await tokens.get(never)).toBe(old);
    release();
    await expect.poll(() => tokens.get(never)).toBe(wechat.accessToken);
    expect(fetches()).toBe(2);
  });

  it('is renewed no oftener than every half minute, while that brings nothing', async () => {
    const tokens = aProcess();
    await tokens.get(never);
    clock.advance(LIFE_MS - 200_000);
    wechat.failOn('token', { kind: 'errcode', errcode: 45009 }, { kind: 'errcode', errcode: 45009 });
    const error = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    for (let times = 0; times < 3; times += 1) await tokens.get(never);
    await expect.poll(() => error.mock.calls).toHaveLength(1);
    clock.advance(29_999);
    await tokens.get(never);
    expect(fetches()).toBe(2);
    clock.advance(1);
    await tokens.get(never);
    await wechat.untilCalls(3, 'token');
  });

  it('is fetched anew when it is at its end', async () => {
    const tokens = aProcess();
    await tokens.get(never);
    wechat.changeToken();
    clock.advance(LIFE_MS - 9_999);
    expect(await tokens.get(never)).toBe(wechat.accessToken);
  });

  it('is waited for no longer than somebody wants', async () => {
    const tokens = aProcess();
    wechat.failOn('token', { kind: 'hang' });
    const controller = new AbortController();
    const got = tokens.get(controller.signal);
    got.catch(() => undefined);
    await wechat.untilCalls(1, 'token');
    controller.abort(new Error('cancelled'));
    await expect(got).rejects.toThrow('cancelled');
    tokens.close();
    await expect.poll(() => wechat.left).toEqual(['token']);
  });

  it('is asked for once more when WeChat is busy', async () => {
    const tokens = aProcess();
    wechat.failOn('token', { kind: 'errcode', errcode: -1 });
    const got = tokens.get(never);
    clock.advance(await clock.untilTimer((ms) => ms <= 150));
    expect(await got).toBe(wechat.accessToken);
  });
});

describe('a refused access token', () => {
  it('is replaced once for all who met it', async () => {
    const tokens = aProcess();
    const old = await tokens.get(never);
    wechat.changeToken();
    const got = await Promise.all(Array.from({ length: 5 }, () => tokens.replace(old, never)));
    expect(new Set(got)).toEqual(new Set([wechat.accessToken]));
    expect(fetches()).toBe(2);
    // Whoever was slow to hear of the refusal gets the new one.
    expect(await tokens.replace(old, never)).toBe(wechat.accessToken);
    expect(fetches()).toBe(2);
  });
});

describe('an access token that cannot be had', () => {
  it.each([
    [40001, 'wechat_token_errcode_40001'],
    [40013, 'wechat_token_errcode_40013'],
    [40164, 'wechat_token_errcode_40164'],
    [45009, 'wechat_token_daily_quota'],
    [45011, 'wechat_token_minute_quota'],
  ])('is told of loudly, without its secrets: %i', async (errcode, reason) => {
    const error = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    wechat.failOn('token', { kind: 'errcode', errcode, errmsg: `not ${wechat.appSecret}` });
    await expect(aProcess().get(never)).rejects.toMatchObject({ name: 'WechatFailure', reason });
    expect(error).toHaveBeenCalledOnce();
    expect(JSON.stringify(error.mock.calls)).not.toContain(wechat.appSecret);
  });

  it.each([
    '[]',
    '{}',
    '{"access_token":""}',
    '{"access_token":"x"}',
    '{"access_token":5,"expires_in":7200}',
  ])('may be one that nobody can use: %s', async (body) => {
    wechat.failOn('token', { kind: 'body', body });
    await expect(aProcess().get(never)).rejects.toMatchObject({ reason: 'wechat_token_unusable' });
  });

  it('is not asked for again within a second, whoever wants it', async () => {
    vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const tokens = aProcess();
    wechat.failOn('token', { kind: 'errcode', errcode: 40164 });
    for (let times = 0; times < 5; times += 1) {
      await expect(tokens.get(never)).rejects.toMatchObject({ reason: 'wechat_token_errcode_40164' });
    }
    expect(fetches()).toBe(1);
    clock.advance(1000);
    expect(await tokens.get(never)).toBe(wechat.accessToken);
  });
});

describe('several processes', () => {
  it('fetch one access token between them', async () => {
    const release = wechat.hold('token');
    const one = aProcess().get(never);
    await wechat.untilCalls(1, 'token');
    const other = aProcess().get(never);
    await clock.untilTimer((ms) => ms === 100);
    release();
    expect(await one).toBe(wechat.accessToken);
    clock.advance(100);
    expect(await other).toBe(wechat.accessToken);
    expect(await aProcess().get(never)).toBe(wechat.accessToken);
    expect(fetches()).toBe(1);
  });

  it('look once more when they may fetch it, for another may have done so since they looked', async () => {
    class Late extends SecretStore {
      override find(name: string): Promise<string | undefined> {
        return store.find(name);
      }
      override keep(...secret: Parameters<SecretStore['keep']>): Promise<void> {
        return store.keep(...secret);
      }
      override async forget(): Promise<void> {}
      override async claim(name: string, ttlMs: number): Promise<Claim | undefined> {
        await aProcess().get(never);
        return store.claim(name, ttlMs);
      }
    }
    expect(await aProcess(new Late()).get(never)).toBe(wechat.accessToken);
    expect(fetches()).toBe(1);
    expect(await store.claim(`access token of ${wechat.appId}`, 1000)).toBeDefined();
  });

  it('take the one that another has got in the place of a refused one', async () => {
    const [one, other] = [aProcess(), aProcess()];
    const old = await one.get(never);
    await other.get(never);
    wechat.changeToken();
    await one.replace(old, never);
    expect(await other.replace(old, never)).toBe(wechat.accessToken);
    expect(fetches()).toBe(2);
  });

  it('do not wait for one that died while it fetched', async () => {
    await store.claim(`access token of ${wechat.appId}`, 3000);
    const got = aProcess().get(never);
    for (let waitedMs = 0; waitedMs < 3000; waitedMs += 100) {
      await clock.untilTimer((ms) => ms === 100);
      clock.advance(100);
    }
    expect(await got).toBe(wechat.accessToken);
  });

  it('each fetch their own while they cannot share', async () => {
    class Unreachable extends SecretStore {
      override find(): Promise<never> {
        return Promise.reject(new SecretsUnreachable());
      }
      override async keep(): Promise<void> {}
      override async forget(): Promise<void> {}
      override async claim(): Promise<Claim> {
        return { release: async () => {} };
      }
    }
    expect(await aProcess(new Unreachable()).get(never)).toBe(wechat.accessToken);
    expect(await aProcess(new Unreachable()).get(never)).toBe(wechat.accessToken);
    expect(fetches()).toBe(2);
  });
});
