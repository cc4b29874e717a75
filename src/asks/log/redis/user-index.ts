import type { Redis } from 'ioredis';
import type { AskHead } from '../ask-log.js';
import { RUNNING_LIFE_MS, userKey } from './ask-keys.js';

/** Which asks of a user are kept: the keys of asks do not tell. An entry may outlive its ask. */
export class UserIndex {
  constructor(private readonly redis: Redis) {}

  /** To be called before the ask itself can be found. @param now milliseconds since the Unix epoch @throws whatever Redis says */
  async add({ userId, started }: AskHead, now: number): Promise<void> {
    const key = userKey(userId);
    await Promise.all([
      this.redis.zadd(key, now + RUNNING_LIFE_MS, started.traceId),
      this.redis.zremrangebyscore(key, '-inf', String(now)),
      this.redis.pexpire(key, RUNNING_LIFE_MS),
    ]);
  }

  /** Their traceIds. @throws whatever Redis says */
  traceIds(userId: string): Promise<string[]> {
    return this.redis.zrange(userKey(userId), 0, '-1');
  }

  /** @throws whatever Redis says */
  async remove({ userId, started }: AskHead): Promise<void> {
    await this.redis.zrem(userKey(userId), started.traceId);
  }
}
