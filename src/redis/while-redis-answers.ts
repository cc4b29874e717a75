import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Clock } from '../common/clock.js';
import type { RedisConnection } from './redis-connection.js';

/** Milliseconds for which a Redis that has failed is left alone: who waits for its silence waits for nothing. */
const LEFT_ALONE_MS = 1_000;

/** What is told when Redis fails, and when it answers again. */
export interface OutageWords {
  readonly lost: string;
  readonly back: string;
}

/** Asks Redis as long as it answers, for those who can do without; says once when it does not, and when it does again. */
export class WhileRedisAnswers {
  private lost = false;
  private leftAloneUntil = 0;

  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly words: OutageWords,
  ) {
    // A new connection has not failed yet.
    redis.whenReady(() => (this.leftAloneUntil = 0));
  }

  /** Undefined when Redis did not answer, or was not asked because it does not. Never rejects. */
  async ask<T>(question: (commands: Redis) => Promise<T>): Promise<T | undefined> {
    const { isReady, commands } = this.redis;
    if (!isReady) return this.note('not connected');
    if (this.lost && this.clock.monotonic() < this.leftAloneUntil) return undefined;
    try {
      const answer = await question(commands);
      if (this.lost) this.logger.log(this.words.back);
      this.lost = false;
      return answer;
    } catch (error) {
      this.leftAloneUntil = this.clock.monotonic() + LEFT_ALONE_MS;
      return this.note(error instanceof Error ? error.name : typeof error);
    }
  }

  /** Without the error's words, which may quote what was stored. */
  private note(err: string): undefined {
    if (!this.lost) this.logger.warn({ err }, this.words.lost);
    this.lost = true;
  }
}
