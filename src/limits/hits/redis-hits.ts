import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Clock } from '../../common/clock.js';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { WhileRedisAnswers } from '../../redis/while-redis-answers.js';
import { wholeSeconds } from '../whole-seconds.js';
import { HIT, PEEK } from './hit-script.js';
import { type HitRecord, Hits } from './hits.js';
import { RecentHits } from './recent-hits.js';

const Counted = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const Seen = z.tuple([z.number(), z.number()]);

/**
 * Counts what all processes see together. Each counts for itself as well, so that nobody begins anew with a
 * process that Redis has left: its own count goes on then.
 */
export class RedisHits extends Hits {
  private readonly here: RecentHits;
  private readonly shared: WhileRedisAnswers;

  constructor(redis: RedisConnection, clock: Clock) {
    super();
    this.here = new RecentHits(clock);
    this.shared = new WhileRedisAnswers(redis, clock, new Logger('RateLimits'), {
      lost: 'each process counts calls for itself until Redis answers',
      back: 'calls are counted by all processes together again',
    });
  }

  override async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
  ): Promise<HitRecord> {
    const here = await this.here.increment(key, ttl, limit, blockDuration);
    const answer = await this.shared.ask(async (commands) =>
      Counted.parse(await HIT.run(commands, keysOf(key), [ttl, limit, blockDuration])),
    );
    if (answer === undefined) return here;
    const [totalHits, windowMs, blocked, blockedMs] = answer;
    return {
      totalHits,
      timeToExpire: wholeSeconds(windowMs),
      isBlocked: blocked === 1,
      timeToBlockExpire: wholeSeconds(blockedMs),
    };
  }

  override async peek(key: string): Promise<Pick<HitRecord, 'totalHits' | 'isBlocked'>> {
    const answer = await this.shared.ask(async (commands) =>
      Seen.parse(await PEEK.run(commands, keysOf(key), [])),
    );
    if (answer === undefined) return this.here.peek(key);
    return { totalHits: answer[0], isBlocked: answer[1] === 1 };
  }
}

/** In braces: a Redis cluster keeps both in one place. */
function keysOf(key: string): [hits: string, state: string] {
  return [`miniask:hits:{${key}}`, `miniask:hits:{${key}}:state`];
}
