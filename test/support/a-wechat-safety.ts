import { WechatContentSafety } from '../../src/safety/wechat/wechat-content-safety.js';
import { Openids } from '../../src/wechat/openids.js';
import { MemorySecretStore } from '../../src/wechat/secrets/memory-secret-store.js';
import { FakeClock } from './fake-clock.js';
import { FakeWechat } from './fake-wechat.js';

export const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

export interface WechatSafety {
  readonly wechat: FakeWechat;
  readonly clock: FakeClock;
  readonly openids: Openids;
  readonly safety: WechatContentSafety;
  /** Has just logged in. */
  readonly userId: string;
  readonly close: () => Promise<void>;
}

/** The adapter, a WeChat that it asks, and a user whom that knows. */
export async function aWechatSafety(): Promise<WechatSafety> {
  const wechat = await FakeWechat.start();
  const clock = new FakeClock();
  const secrets = new MemorySecretStore(clock);
  const openids = new Openids(secrets, clock);
  const settings = { appId: wechat.appId, appSecret: wechat.appSecret, apiBase: wechat.url };
  const safety = new WechatContentSafety(settings, secrets, openids, clock);
  wechat.newCode(OPENID);
  const userId = 'u_1';
  await openids.remember(userId, OPENID);
  return {
    wechat,
    clock,
    openids,
    safety,
    userId,
    close: async () => {
      await safety.close();
      await wechat.close();
    },
  };
}
