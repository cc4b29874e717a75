import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** Milliseconds that anybody waits for a Redis that hangs, with room for a busy machine. */
const AT_ONCE = 250;
const ONE_SILENCE = 500 + AT_ONCE;

/** Resolves when it is connected, which says nothing of whether anybody answers there. */
function nextConnect({ commands }: RedisConnection): Promise<void> {
  return new Promise((resolve) => commands.once('connect', () => resolve()));
}

describe('RedisConnection', () => {
  let redis: RedisServer;
  let connection: RedisConnection;

  beforeEach(async () => {
    redis = await RedisServer.start();
    connection = new RedisConnection(redis.url);
    await vi.waitUntil(() => connection.isReady);
  });
  afterEach(async () => {
    await connection.close();
    await redis.stop();
  });

  /** How long the commands took, all of which must fail. */
  async function msOfFailing(...commands: readonly Promise<unknown>[]): Promise<number> {
    const began = performance.now();
    const outcomes = await Promise.allSettled(commands);
    if (outcomes.some(({ status }) => status === 'fulfilled')) throw new Error('Redis has answered');
    return performance.now() - began;
  }

  /** Resolves as soon as what is published there is heard. */
  async function untilHeard(channel: string, heard: readonly string[]): Promise<void> {
    await vi.waitUntil(
      async () => {
        await connection.commands.publish(channel, 'now').catch(() => undefined);
        return heard.length > 0;
      },
      { timeout: 5_000 },
    );
  }

  describe('to a Redis that hangs', () => {
    it('lets those who wait wait once, together, and then nobody until it answers again', async () => {
      redis.hang();
      const get = () => connection.commands.get('a');
      expect(await msOfFailing(get(), get(), get())).toBeLessThan(ONE_SILENCE);
      expect(connection.isReady).toBe(false);
      expect(await msOfFailing(get(), get(), connection.check())).toBeLessThan(AT_ONCE);

      // It takes connections, and that alone means nothing.
      for (let tries = 0; tries < 2; tries += 1) {
        await nextConnect(connection);
        expect(await msOfFailing(get(), connection.check())).toBeLessThan(AT_ONCE);
      }
      const back = Promise.withResolvers<void>();
      connection.whenReady(back.resolve);
      redis.goOn();
      await back.promise;
      await expect(connection.check()).resolves.toBeUndefined();
      expect(await connection.commands.get('a')).toBeNull();
    });

    it('is not ready when it hangs from the start', async () => {
      redis.hang();
      const late = new RedisConnection(redis.url);
      expect(await msOfFailing(late.commands.get('a'))).toBeLessThan(AT_ONCE);
      await nextConnect(late);
      expect(await msOfFailing(late.check())).toBeLessThan(AT_ONCE);
      redis.goOn();
      await expect.poll(() => late.isReady, { timeout: 5_000 }).toBe(true);
      await late.close();
    });
  });

  describe('listens', () => {
    it('to what is published, until it is told to stop', async () => {
      const heard: string[] = [];
      const listening = Promise.withResolvers<void>();
      const leave = connection.listen('news', (message) => heard.push(message), listening.resolve);
      await listening.promise;
      await connection.commands.publish('news', 'one');
      await expect.poll(() => heard).toEqual(['one']);
      leave();
      leave();
      expect(await connection.commands.publish('news', 'two')).toBe(0);
    });

    it('for several, each of whom is told when it misses nothing', async () => {
      const heard: string[] = [];
      const leave = await new Promise<() => void>((resolve) => {
        const first = connection.listen(
          'news',
          () => heard.push('first'),
          () => resolve(first),
        );
      });
      await new Promise<void>((resolve) => {
        connection.listen('news', () => heard.push('second'), resolve);
      });
      leave();
      await connection.commands.publish('news', 'one');
      await expect.poll(() => heard).toEqual(['second']);
    });

    it('also at a channel that it asked for when the connection broke', async () => {
      redis.hang();
      const heard: string[] = [];
      let listening = 0;
      connection.listen(
        'news',
        (message) => heard.push(message),
        () => (listening += 1),
      );
      await redis.stop();
      await redis.restart();
      await untilHeard('news', heard);
      expect(listening).toBe(1);
    });

    it('also at a channel that it asked for when there was no connection', async () => {
      await redis.stop();
      await expect.poll(() => connection.isReady).toBe(false);
      const heard: string[] = [];
      connection.listen('news', (message) => heard.push(message));
      const leave = connection.listen('other', (message) => heard.push(message));
      leave();
      await redis.restart();
      await untilHeard('news', heard);
      expect(await connection.commands.publish('other', 'one')).toBe(0);
    });

    it('again after the connection was lost, and says so', async () => {
      const heard: string[] = [];
      let listening = 0;
      connection.listen(
        'news',
        (message) => heard.push(message),
        () => (listening += 1),
      );
      await expect.poll(() => listening).toBe(1);
      await redis.stop();
      await redis.restart();
      await untilHeard('news', heard);
      expect(listening).toBe(2);
    });

    it('again when the network has lost both connections in silence', async () => {
      const proxy = await TcpProxy.start({ host: '127.0.0.1', port: Number(new URL(redis.url).port) });
      const far = new RedisConnection(`redis://127.0.0.1:${proxy.port}`);
      const heard: string[] = [];
      let listening = 0;
      far.listen(
        'news',
        (message) => heard.push(message),
        () => (listening += 1),
      );
      await expect.poll(() => listening).toBe(1);
      await expect.poll(() => far.isReady).toBe(true);
      proxy.goSilent();
      await connection.commands.publish('news', 'nobody hears this');
      await msOfFailing(far.check());
      proxy.recover();
      await untilHeard('news', heard);
      expect(heard).not.toContain('nobody hears this');
      await far.close();
      await proxy.stop();
    });
  });
});
