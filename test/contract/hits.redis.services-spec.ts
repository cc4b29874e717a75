import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/common/clock.js';
import { RedisHits } from '../../src/limits/hits/redis-hits.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { FakeClock } from '../support/fake-clock.js';
import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { describeHits } from './hits.contract.js';

async function connected(redis: RedisServer): Promise<RedisConnection> {
  const connection = new RedisConnection(redis.url);
  await expect.poll(() => connection.isReady).toBe(true);
  return connection;
}

describeHits('Redis', async () => {
  const redis = await RedisServer.start();
  const connection = await connected(redis);
  return {
    hits: new RedisHits(connection, new SystemClock()),
    // Redis has a clock of its own, which nobody can set.
    pass: (ms) => wait(ms),
    async close() {
      await connection.close();
      await redis.stop();
    },
  };
});

describe('RedisHits', () => {
  const MINUTE_MS = 60_000;

  it('counts what several processes see together, and keeps nothing for longer than it counts', async () => {
    const redis = await RedisServer.start();
    const connections = await Promise.all([connected(redis), connected(redis)]);
    const [one, two] = [
      new RedisHits(connections[0], new SystemClock()),
      new RedisHits(connections[1], new SystemClock()),
    ];
    const records = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        (at % 2 === 0 ? one : two).increment('key', MINUTE_MS, 10, MINUTE_MS),
      ),
    );
    expect(records.filter(({ isBlocked }) => !isBlocked)).toHaveLength(10);
    for (const { ttl } of await redis.keys()) {
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(MINUTE_MS);
    }
    await Promise.all(connections.map((connection) => connection.close()));
    await redis.stop();
  });

  it('goes on counting by itself while Redis is gone, from what it has seen, and comes back to it', async () => {
    const redis = await RedisServer.start();
    const connection = await connected(redis);
    const hits = new RedisHits(connection, new SystemClock());
    const call = () => hits.increment('key', MINUTE_MS, 3, MINUTE_MS);
    await call();
    await call();
    await redis.stop();
    expect([await call(), await call()]).toMatchObject([
      { totalHits: 3, isBlocked: false },
      { totalHits: 4, isBlocked: true },
    ]);
    expect(await hits.peek('key')).toEqual({ totalHits: 4, isBlocked: true });
    await redis.restart();
    const blocked = async () => (await hits.peek('key')).isBlocked;
    await expect.poll(blocked, { timeout: 5_000 }).toBe(false);
    expect(await call()).toMatchObject({ totalHits: 1, isBlocked: false });
    expect(await redis.count('miniask:hits:*')).toBe(2);
    await connection.close();
    await redis.stop();
  });

  it('does not wait again and again for a Redis that is silent', async () => {
    const redis = await RedisServer.start();
    const { port } = new URL(redis.url);
    const network = await TcpProxy.start({ host: '127.0.0.1', port: Number(port) });
    const connection = new RedisConnection(`redis://127.0.0.1:${network.port}`);
    await expect.poll(() => connection.isReady).toBe(true);
    const clock = new FakeClock();
    const hits = new RedisHits(connection, clock);
    const call = () => hits.increment('key', MINUTE_MS, 3, MINUTE_MS);
    await call();

    network.goSilent();
    const begunAt = performance.now();
    for (let at = 0; at < 20; at += 1) await call();
    expect(performance.now() - begunAt).toBeLessThan(1_900);
    expect((await call()).isBlocked).toBe(true);
    await connection.close();
    await network.stop();
    await redis.stop();
  });
});
