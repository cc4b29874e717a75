import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { REDIS } from '../../redis/redis.module.js';
import { Hits } from './hits.js';
import { RecentHits } from './recent-hits.js';
import { RedisHits } from './redis-hits.js';

@Module({
  providers: [
    {
      provide: Hits,
      inject: [REDIS, Clock],
      useFactory: (redis: RedisConnection | null, clock: Clock): Hits =>
        redis === null ? new RecentHits(clock) : new RedisHits(redis, clock),
    },
  ],
  exports: [Hits],
})
export class HitsModule {}
