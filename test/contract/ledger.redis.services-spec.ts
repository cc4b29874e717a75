import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisLedger } from '../../src/limits/quotas/redis-ledger.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { FakeClock } from '../support/fake-clock.js';
import { RedisServer } from '../support/redis-server.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { OnRecord, anAccount, charge, describeLedger, granted } from './ledger.contract.js';

async function connected(url: string): Promise<RedisConnection> {
  const connection = new RedisConnection(url);
  await expect.poll(() => connection.isReady).toBe(true);
  return connection;
}

describeLedger('Redis', async () => {
  const redis = await RedisServer.start();
  const connection = await connected(redis.url);
  const record = new OnRecord();
  return {
    ledger: new RedisLedger(connection, new FakeClock(), record.of),
    record,
    async close() {
      await connection.close();
      await redis.stop();
    },
  };
});

describe('RedisLedger', () => {
  let redis: RedisServer;
  let record: OnRecord;
  let clock: FakeClock;
  const connections: RedisConnection[] = [];
  beforeEach(async () => {
    redis = await RedisServer.start();
    record = new OnRecord();
    clock = new FakeClock();
  });
  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.close();
    await redis.stop();
  });
  async function aLedger(url = redis.url): Promise<RedisLedger> {
    const connection = await connected(url);
    connections.push(connection);
    return new RedisLedger(connection, clock, record.of);
  }
  const demands = (tokens: number) => [
    { account: anAccount('u_1'), limits: { tokens } },
    { account: anAccount(null), limits: { tokens } },
  ];

  it('keeps one limit for all processes, exactly', async () => {
    const [one, two] = [await aLedger(), await aLedger()];
    const all = await Promise.all(
      Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? one : two).reserve(demands(1000), charge(100))),
    );
    const reservations = all.filter((reserved) => 'reservation' in reserved).map(granted);
    expect(reservations).toHaveLength(10);
    // Whoever settles it: a book is no process's own.
    await Promise.all(reservations.map((reservation) => two.settle(reservation, charge(30))));
    expect(await one.balance(anAccount(null))).toEqual(charge(300, 10));
    const firsts = await Promise.all([one, two].map((ledger) => ledger.isFirst(anAccount().day, 'alarm')));
    expect(firsts.filter(Boolean)).toHaveLength(1);
  });

  it('leaves nothing behind that is kept for ever, and no name of a user', async () => {
    const ledger = await aLedger();
    const reservation = granted(await ledger.reserve(demands(1000), charge(100)));
    await ledger.settle(reservation, charge(1));
    await ledger.isFirst(anAccount().day, 'alarm');
    const keys = await redis.keys();
    expect(keys).toHaveLength(4);
    for (const { key, ttl } of keys) {
      expect(ttl).toBeGreaterThan(0);
      expect(key).not.toContain('u_1');
    }
  });

  it('begins again with what is on record when Redis has lost its books', async () => {
    const ledger = await aLedger();
    const running = granted(await ledger.reserve(demands(1000), charge(400)));
    await redis.forget('miniask:quota:*');
    record.has('u_1', charge(100, 1));
    expect(await ledger.balance(anAccount())).toEqual(charge(100, 1));
    // Nothing was reserved for it in this book, so it counts whole.
    expect(await ledger.settle(running, charge(50))).toEqual([charge(150, 2), undefined]);
  });

  it('keeps the limits by itself while Redis is gone, and tells it all when it is back', async () => {
    const ledger = await aLedger();
    const before = granted(await ledger.reserve(demands(1000), charge(400)));
    await ledger.settle(granted(await ledger.reserve(demands(1000), charge(100))), charge(100));
    const server = redis;
    await server.stop();

    record.has('u_1', charge(100, 1));
    record.has(null, charge(100, 1));
    const meanwhile = granted(await ledger.reserve(demands(1000), charge(800)));
    expect(await ledger.reserve(demands(1000), charge(200))).toHaveProperty('refusal');
    await ledger.settle(before, charge(300));
    expect(await ledger.settle(meanwhile, charge(200))).toEqual([charge(300, 2), charge(300, 2)]);

    await server.restart();
    record.has('u_1', charge(600, 3));
    // Lost with Redis: on record by now.
    await expect.poll(() => ledger.balance(anAccount()), { timeout: 5_000 }).toEqual(charge(600, 3));
  });

  it('books once what was booked although its answer was lost', async () => {
    const network = await TcpProxy.start({ host: '127.0.0.1', port: Number(new URL(redis.url).port) });
    const ledger = await aLedger(`redis://127.0.0.1:${network.port}`);
    const other = await aLedger();
    const running = granted(await ledger.reserve(demands(10_000), charge(500)));
    network.goSilent();
    expect(await ledger.settle(running, charge(200))).toEqual([undefined, undefined]);
    expect(await other.balance(anAccount())).toEqual(charge(500, 1));
    const own = granted(await ledger.reserve(demands(10_000), charge(500)));
    await ledger.settle(own, charge(70));

    network.recover();
    // The old connection hears nothing any more; ioredis makes another when it is told.
    connections[0]?.commands.disconnect(true);
    await expect.poll(() => other.balance(anAccount()), { timeout: 5_000 }).toEqual(charge(270, 2));
    await ledger.settle(running, charge(200));
    expect(await other.balance(anAccount())).toEqual(charge(270, 2));
    await network.stop();
  });
});
