import type { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import type { ContentSafetyPolicy } from '../config/snapshot.js';
import type { Openids } from '../wechat/openids.js';
import type { SecretStore } from '../wechat/secrets/secret-store.js';
import type { ContentSafety } from './content-safety.js';
import { NoContentSafety } from './no-content-safety.js';
import { UnavailableContentSafety } from './unavailable-content-safety.js';
import { WechatContentSafety } from './wechat/wechat-content-safety.js';

export type Provider = ContentSafetyPolicy['provider'];

export interface DriverParts {
  readonly wechat: Settings['wechat'];
  readonly secrets: SecretStore;
  readonly openids: Openids;
  readonly clock: Clock;
}

/** Who checks, by the name that the environment gives. */
const DRIVERS: Readonly<Record<Provider, (parts: DriverParts) => ContentSafety>> = {
  none: () => new NoContentSafety(),
  wechat: ({ wechat, secrets, openids, clock }) =>
    wechat === undefined
      ? new UnavailableContentSafety('wechat_not_configured')
      : new WechatContentSafety(wechat, secrets, openids, clock),
};

/** Those that were asked for so far: each ask keeps the provider of its own snapshot. */
export class ContentSafetyDrivers {
  private readonly open = new Map<Provider, ContentSafety>();

  constructor(private readonly parts: DriverParts) {}

  of(provider: Provider): ContentSafety {
    const known = this.open.get(provider);
    if (known !== undefined) return known;
    const driver = DRIVERS[provider](this.parts);
    this.open.set(provider, driver);
    return driver;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.open.values()].map((driver) => driver.close()));
  }
}
