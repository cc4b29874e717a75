import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { Hits } from './hits/hits.js';
import { HitsModule } from './hits/hits.module.js';
import { ProxyNotice } from './proxy-notice.js';
import { WINDOW_MS } from './rate-limits.js';
import { Strangers } from './strangers.js';

/** How often somebody may call. Limits stand at the routes that they guard, the one of strangers in the JWT guard. */
@Module({
  imports: [
    HitsModule,
    ThrottlerModule.forRootAsync({
      imports: [HitsModule],
      inject: [Hits],
      useFactory: (hits: Hits) => ({ throttlers: [{ limit: 60, ttl: WINDOW_MS }], storage: hits }),
    }),
  ],
  providers: [ProxyNotice, Strangers],
  exports: [HitsModule, ProxyNotice, Strangers, ThrottlerModule],
})
export class LimitsModule {}
