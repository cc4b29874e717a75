import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Settings } from '../config/settings.js';
import { RedisConnection } from './redis-connection.js';

/** Token of the `RedisConnection`; null without `REDIS_URL`, and then everything is kept in memory. */
export const REDIS = Symbol('REDIS');

/** The Redis that `REDIS_URL` names. The server starts without it being there, and is not ready until it is. */
@Global()
@Module({
  providers: [
    {
      provide: REDIS,
      inject: [ConfigService],
      useFactory: (config: ConfigService<Settings, true>): RedisConnection | null => {
        const url = config.get('redisUrl', { infer: true });
        return url === undefined ? null : new RedisConnection(url);
      },
    },
  ],
  exports: [REDIS],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(REDIS) private readonly redis: RedisConnection | null) {}

  /** Comes after everybody who uses it has been told to stop. */
  async onApplicationShutdown(): Promise<void> {
    await this.redis?.close();
  }
}
