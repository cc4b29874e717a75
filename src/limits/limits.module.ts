import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { Clock } from '../common/clock.js';
import { RecentHits } from './recent-hits.js';

/** Limits stand at the routes that they guard; here is only what the library wants to be told once. */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [Clock],
      useFactory: (clock: Clock) => ({
        throttlers: [{ limit: 60, ttl: 60_000 }],
        setHeaders: false,
        storage: new RecentHits(clock),
      }),
    }),
  ],
  exports: [ThrottlerModule],
})
export class LimitsModule {}
