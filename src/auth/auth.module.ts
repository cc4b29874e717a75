import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Clock } from '../common/clock.js';
import { LiveConfig } from '../config/live-config.js';
import type { Settings } from '../config/settings.js';
import { LimitsModule } from '../limits/limits.module.js';
import { Openids } from '../wechat/openids.js';
import { WechatModule } from '../wechat/wechat.module.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './jwt.strategy.js';
import { LoginController } from './login/login.controller.js';
import { LoginService } from './login/login.service.js';
import { OperatorGuard } from './operator.guard.js';
import { SessionTokens } from './session-tokens.js';
import { StrangerHooks } from './stranger-hooks.js';

type Configuration = ConfigService<Settings, true>;

/** Who asks: bearer tokens in, `wx.login` codes to bearer tokens, roles. */
@Module({
  imports: [LimitsModule, WechatModule],
  controllers: [LoginController],
  providers: [
    JwtStrategy,
    JwtAuthGuard,
    OperatorGuard,
    StrangerHooks,
    {
      provide: SessionTokens,
      useFactory: (config: Configuration, clock: Clock) =>
        new SessionTokens(config.get('jwt', { infer: true }), clock),
      inject: [ConfigService, Clock],
    },
    {
      provide: LoginService,
      useFactory: (
        config: Configuration,
        live: LiveConfig,
        tokens: SessionTokens,
        openids: Openids,
        clock: Clock,
      ) =>
        new LoginService(
          {
            wechat: config.get('wechat', { infer: true }),
            userIdKey: config.get('userIdKey', { infer: true }),
          },
          live,
          tokens,
          openids,
          clock,
        ),
      inject: [ConfigService, LiveConfig, SessionTokens, Openids, Clock],
    },
  ],
  exports: [JwtAuthGuard, SessionTokens],
})
export class AuthModule {}
