import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { RedisConnection } from '../redis/redis-connection.js';
import { AnswerCache, type CachedAnswer } from './answer-cache.js';

const Stored = z.object({
  answer: z.string(),
  output: z.record(z.string(), z.unknown()),
  truncated: z.boolean(),
  model: z.string(),
  contentId: z.string(),
});

/** Answers that all processes share. While Redis is gone, nothing is found and nothing is kept. */
export class RedisAnswerCache extends AnswerCache {
  private readonly logger = new Logger('AnswerCache');

  constructor(private readonly redis: RedisConnection) {
    super();
  }

  override async find(key: string): Promise<CachedAnswer | undefined> {
    try {
      const stored = await this.redis.commands.get(nameOf(key));
      return stored === null ? undefined : Stored.parse(JSON.parse(stored));
    } catch (error) {
      this.note(error);
      return undefined;
    }
  }

  override async keep(key: string, answer: CachedAnswer, ttlS: number): Promise<void> {
    try {
      await this.redis.commands.set(nameOf(key), JSON.stringify(answer), 'EX', ttlS);
    } catch (error) {
      this.note(error);
    }
  }

  /** Without its words, which may quote what was stored. */
  private note(error: unknown): void {
    this.logger.debug(
      { err: error instanceof Error ? error.name : typeof error },
      'the cache cannot be used',
    );
  }
}

function nameOf(key: string): string {
  return `miniask:answer:${key}`;
}
