import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { REDIS, RedisModule } from '../redis/redis.module.js';
import { Openids } from './openids.js';
import { MemorySecretStore } from './secrets/memory-secret-store.js';
import { RedisSecretStore } from './secrets/redis-secret-store.js';
import { Seal } from './secrets/seal.js';
import { SecretStore } from './secrets/secret-store.js';

/** What the calls to WeChat share: who is here, and the secrets that are needed for them. */
@Module({
  imports: [RedisModule],
  providers: [
    {
      provide: SecretStore,
      inject: [REDIS, ConfigService, Clock],
      useFactory: (redis: RedisConnection | null, config: ConfigService<Settings, true>, clock: Clock) => {
        const own = new MemorySecretStore(clock);
        const key = config.get('userIdKey', { infer: true });
        // Without a key nobody logs in here, and there is nothing to share.
        return redis === null || key === undefined ? own : new RedisSecretStore(redis, new Seal(key), own);
      },
    },
    {
      provide: Openids,
      inject: [SecretStore, Clock],
      useFactory: (store: SecretStore, clock: Clock) => new Openids(store, clock),
    },
  ],
  exports: [Openids, SecretStore],
})
export class WechatModule {}
