import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { Openids } from '../wechat/openids.js';
import { SecretStore } from '../wechat/secrets/secret-store.js';
import { WechatModule } from '../wechat/wechat.module.js';
import { ContentReview } from './content-review.js';
import { ContentSafetyDrivers } from './drivers.js';
import { SafetyMetrics } from './safety-metrics.js';

/** Whether texts may be asked and answers may be shown. */
@Module({
  imports: [MetricsModule, WechatModule],
  providers: [
    ContentReview,
    SafetyMetrics,
    {
      provide: ContentSafetyDrivers,
      inject: [ConfigService, SecretStore, Openids, Clock],
      useFactory: (
        config: ConfigService<Settings, true>,
        secrets: SecretStore,
        openids: Openids,
        clock: Clock,
      ) =>
        new ContentSafetyDrivers({ wechat: config.get('wechat', { infer: true }), secrets, openids, clock }),
    },
  ],
  exports: [ContentReview],
})
export class SafetyModule {}
