import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { REDIS } from '../redis/redis.module.js';
import { AnswerCache } from './answer-cache.js';
import { MemoryAnswerCache } from './memory-answer-cache.js';
import { RedisAnswerCache } from './redis-answer-cache.js';

@Module({
  providers: [
    {
      provide: AnswerCache,
      inject: [REDIS, Clock],
      useFactory: (redis: RedisConnection | null, clock: Clock): AnswerCache =>
        redis === null ? new MemoryAnswerCache(clock) : new RedisAnswerCache(redis),
    },
  ],
  exports: [AnswerCache],
})
export class CacheModule {}
