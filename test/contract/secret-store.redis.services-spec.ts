import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { MemorySecretStore } from '../../src/wechat/secrets/memory-secret-store.js';
import { RedisSecretStore } from '../../src/wechat/secrets/redis-secret-store.js';
import { Seal } from '../../src/wechat/secrets/seal.js';
import { SecretsUnreachable } from '../../src/wechat/secrets/secret-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { RedisServer } from '../support/redis-server.js';
import { describeSecretStore } from './secret-store.contract.js';

const KEY = 'a key of forty characters for user ids!!';

async function opened(key = KEY, redis?: RedisServer) {
  const server = redis ?? (await RedisServer.start());
  const connection = new RedisConnection(server.url);
  await expect.poll(() => connection.isReady).toBe(true);
  // What a process has kept itself must not be all that it finds.
  const own = new MemorySecretStore(new FakeClock());
  return {
    redis: server,
    connection,
    store: new RedisSecretStore(connection, new Seal(key), own),
    close: async () => {
      await connection.close();
      await server.stop();
    },
  };
}

describeSecretStore('Redis', async () => {
  const writer = await opened();
  const { connection, close } = writer;
  // Another process's, so that everything is found in Redis.
  class Shared extends RedisSecretStore {
    override keep(...secret: Parameters<RedisSecretStore['keep']>): Promise<void> {
      return writer.store.keep(...secret);
    }
  }
  const store = new Shared(connection, new Seal(KEY), new MemorySecretStore(new FakeClock()));
  // Redis has a clock of its own, which nobody can set.
  return { store, pass: (seconds) => wait(seconds * 1000), close };
});

describe('RedisSecretStore', () => {
  it('shows whoever reads Redis neither a secret nor a name, nor lets it be put elsewhere', async () => {
    const { redis, connection, store, close } = await opened();
    await store.keep('openid of u_1', 'oUpF8uMuAJO', 60_000);
    await store.keep('openid of u_2', 'oAnother', 60_000);
    const keys = (await redis.keys()).map(({ key }) => key);
    const values = await Promise.all(keys.map((key) => connection.commands.get(key)));
    expect(JSON.stringify([keys, values])).not.toMatch(/u_1|oUpF8uMuAJO/);
    expect((await redis.keys()).every(({ ttl }) => ttl > 0 && ttl <= 60_000)).toBe(true);

    const [one = '', two = ''] = keys;
    await connection.commands.set(one, (await connection.commands.get(two)) ?? '');
    const other = await opened(KEY, redis);
    const found = [await other.store.find('openid of u_1'), await other.store.find('openid of u_2')];
    expect(found.filter((secret) => secret !== undefined)).toHaveLength(1);
    await other.connection.close();
    await close();
  });

  it('finds nothing that a server with another key has kept', async () => {
    const { redis, store, close } = await opened();
    await store.keep('one', 'secret', 60_000);
    const other = await opened('another key of forty characters for users', redis);
    expect(await other.store.find('one')).toBeUndefined();
    await other.connection.close();
    await close();
  });

  it('forgets what another process has kept, in Redis and in the memory of both', async () => {
    const { redis, store, close } = await opened();
    const other = await opened(KEY, redis);
    await store.keep('one', 'secret', 60_000);
    await store.keep('two', 'another', 60_000);
    await expect
      .poll(async () => {
        await other.store.forget('one');
        return store.find('one');
      })
      .toBeUndefined();
    expect(await store.find('two')).toBe('another');
    await redis.stop();
    await expect(store.find('one')).rejects.toBeInstanceOf(SecretsUnreachable);
    await expect(store.forget('two')).rejects.toBeInstanceOf(SecretsUnreachable);
    await expect(store.find('two')).rejects.toBeInstanceOf(SecretsUnreachable);
    await other.connection.close();
    await close();
  });

  it('knows what it has kept itself while Redis is gone, and says that it does not know the rest', async () => {
    const { redis, store, close } = await opened();
    await redis.stop();
    await store.keep('one', 'secret', 60_000);
    expect(await store.find('one')).toBe('secret');
    await expect(store.find('two')).rejects.toBeInstanceOf(SecretsUnreachable);
    const claim = await store.claim('fetch', 1000);
    expect(claim).toBeDefined();
    await claim?.release();
    await redis.restart();
    await expect.poll(() => store.find('two').catch(() => 'unreachable')).toBeUndefined();
    expect(await store.find('one')).toBe('secret');
    await close();
  });
});
