import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { REDIS } from '../../redis/redis.module.js';
import { TraceStore } from '../../trace/trace-store.js';
import { BudgetAlarm } from './budget-alarm.js';
import { type Account, Ledger } from './ledger.js';
import { MemoryLedger } from './memory-ledger.js';
import { Quotas } from './quotas.js';
import { RedisLedger } from './redis-ledger.js';

/** Needs a `TraceStore`, which the (global) storage module provides. */
@Module({
  providers: [
    {
      provide: Ledger,
      inject: [REDIS, TraceStore, Clock],
      useFactory: (redis: RedisConnection | null, store: TraceStore, clock: Clock): Ledger => {
        const onRecord = ({ environment, userId, day }: Account) =>
          store.charged({ environment, userId, from: day.from, to: day.to });
        return redis === null ? new MemoryLedger(onRecord) : new RedisLedger(redis, clock, onRecord);
      },
    },
    BudgetAlarm,
    Quotas,
  ],
  exports: [Quotas],
})
export class QuotasModule {}
