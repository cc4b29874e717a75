import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RedisAnswerCache } from '../../src/cache/redis-answer-cache.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { RedisServer } from '../support/redis-server.js';
import { ANSWER, describeAnswerCache } from './answer-cache.contract.js';

async function connected(redis: RedisServer): Promise<RedisConnection> {
  const connection = new RedisConnection(redis.url);
  await expect.poll(() => connection.isReady).toBe(true);
  return connection;
}

describeAnswerCache('Redis', async () => {
  const redis = await RedisServer.start();
  const connection = await connected(redis);
  return {
    cache: new RedisAnswerCache(connection),
    // Redis has a clock of its own, which nobody can set.
    pass: (seconds) => wait(seconds * 1000),
    async close() {
      await connection.close();
      await redis.stop();
    },
  };
});

describe('RedisAnswerCache', () => {
  it('finds and keeps nothing while Redis is gone, or holds what nobody understands', async () => {
    const redis = await RedisServer.start();
    const connection = await connected(redis);
    const cache = new RedisAnswerCache(connection);
    await connection.commands.set('miniask:answer:odd', '{"answer":1}');
    expect(await cache.find('odd')).toBeUndefined();

    await redis.stop();
    await cache.keep('one', ANSWER, 60);
    expect(await cache.find('one')).toBeUndefined();
    await redis.restart();
    await expect
      .poll(async () => {
        await cache.keep('one', ANSWER, 60);
        return cache.find('one');
      })
      .toEqual(ANSWER);
    await connection.close();
    await redis.stop();
  });
});
