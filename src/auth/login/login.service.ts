import type { OnApplicationShutdown } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import type { Settings } from '../../config/settings.js';
import type { LiveConfig } from '../../config/live-config.js';
import type { Openids } from '../../wechat/openids.js';
import type { SessionTokens } from '../session-tokens.js';
import { userIdOf } from '../user-ids.js';
import { CodeExchange } from './code-exchange.js';
import { KnownCodes } from './known-codes.js';
import type { LoginResponse } from './login.dto.js';

/** Nobody changes a server's settings faster. */
const NOT_CONFIGURED_RETRY_S = 300;

export type LoginSettings = Pick<Settings, 'wechat' | 'userIdKey'>;

/**
 * From a `wx.login` code to a bearer token. The openid lives here for a moment; where WeChat checks texts it is
 * remembered for that, and else it goes nowhere.
 */
export class LoginService implements OnApplicationShutdown {
  private readonly knownCodes: KnownCodes;
  private readonly exchange: CodeExchange | undefined;

  constructor(
    private readonly settings: LoginSettings,
    private readonly live: LiveConfig,
    private readonly tokens: SessionTokens,
    private readonly openids: Openids,
    clock: Clock,
  ) {
    this.knownCodes = new KnownCodes(clock);
    if (settings.wechat !== undefined) this.exchange = new CodeExchange(settings.wechat, clock);
  }

  /**
   * Repeating a code within its life gives the same user and a fresh token.
   * @throws AppError `LOGIN_NOT_CONFIGURED`, or what {@link CodeExchange.openidOf} throws
   */
  async login(code: string): Promise<LoginResponse> {
    const userId = await this.userOf(code);
    return { ...this.tokens.issue({ userId }), tokenType: 'Bearer', userId };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.exchange?.close();
  }

  private userOf(code: string): Promise<string> {
    const { exchange } = this;
    const { wechat, userIdKey } = this.settings;
    if (exchange === undefined || wechat === undefined || userIdKey === undefined || !this.tokens.available) {
      throw new AppError('LOGIN_NOT_CONFIGURED', { retryAfterS: NOT_CONFIGURED_RETRY_S });
    }
    return this.knownCodes.userOf(code, async () => {
      const openid = await exchange.openidOf(code);
      const userId = userIdOf(openid, wechat.appId, userIdKey);
      const { contentSafety } = this.live.current.environment;
      if (contentSafety.provider === 'wechat') await this.openids.remember(userId, openid);
      return userId;
    });
  }
}
