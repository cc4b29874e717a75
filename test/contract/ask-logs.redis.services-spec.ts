import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisAskLogs } from '../../src/asks/log/redis/redis-ask-logs.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { neverAborted } from '../support/agent-runs.js';
import { FakeClock } from '../support/fake-clock.js';
import { RedisServer } from '../support/redis-server.js';
import { DONE, aHead, describeAskLogs, owned } from './ask-logs.contract.js';

async function aProcess(redis: RedisServer, clock = new FakeClock()) {
  const connection = new RedisConnection(redis.url);
  await expect.poll(() => connection.isReady).toBe(true);
  const logs = new RedisAskLogs(connection, clock);
  return {
    logs,
    clock,
    connection,
    async close(): Promise<void> {
      await logs.close();
      await connection.close();
    },
  };
}

describeAskLogs('Redis', async () => {
  const redis = await RedisServer.start();
  const [one, other] = [await aProcess(redis), await aProcess(redis)];
  return {
    logs: one.logs,
    others: other.logs,
    async close() {
      await Promise.all([one.close(), other.close()]);
      await redis.stop();
    },
  };
});

describe('RedisAskLogs', () => {
  let redis: RedisServer;
  let one: Awaited<ReturnType<typeof aProcess>>;
  let other: Awaited<ReturnType<typeof aProcess>>;

  beforeEach(async () => {
    redis = await RedisServer.start();
    [one, other] = [await aProcess(redis), await aProcess(redis)];
  });
  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    await redis.stop();
  });

  const word = (text: string) => ({ type: 'delta', data: { text } }) as const;
  async function seenFromOther() {
    const log = await other.logs.find('u_1', 't-1');
    if (log === undefined) throw new Error('there is no such log');
    return log;
  }

  it('goes on while Redis is gone, and makes good what a Redis without memory has lost', async () => {
    const own = owned(await one.logs.begin(aHead(), () => {}));
    own.append(word('one '));
    const log = await seenFromOther();
    const ended = log.untilEnd(neverAborted());
    await redis.stop();
    own.append(word('two '));
    await redis.restart();
    own.append(word('three'));
    await own.end(DONE);
    // A message may have been lost meanwhile.
    await expect.poll(() => other.connection.isReady).toBe(true);
    await expect
      .poll(() => {
        other.clock.advance(2_000);
        return log.end;
      })
      .toMatchObject(DONE);
    await ended;
    expect(log.answer).toBe('one two three');
    expect((await seenFromOther()).answer).toBe('one two three');
  });

  it('ends an ask whose process is gone, for those who watch and for those who look', async () => {
    owned(await one.logs.begin(aHead(), () => {})).append(word('half'));
    owned(await one.logs.begin(aHead({ traceId: 't-2' }), () => {}));
    other.clock.advance(10_000);
    const log = await seenFromOther();
    expect(log.end).toBeUndefined();
    const ended = log.untilEnd(neverAborted());
    await redis.forget('miniask:process:*');
    await expect
      .poll(() => {
        other.clock.advance(2_000);
        return log.end;
      })
      .toBeDefined();
    expect(await ended).toMatchObject({
      type: 'error',
      data: { status: 'failed', answer: 'half', error: { code: 'AGENT_UNAVAILABLE', status: 503 } },
      retryAfterS: 1,
    });
    await redis.forget('miniask:process:*');
    await other.logs.find('u_1', 't-2');
    other.clock.advance(3_000);
    expect((await other.logs.find('u_1', 't-2'))?.end?.data.status).toBe('failed');
  });

  it('takes nobody for gone whose sign of life is only missing for a moment', async () => {
    const own = owned(await one.logs.begin(aHead(), () => {}));
    other.clock.advance(10_000);
    await redis.forget('miniask:process:*');
    expect((await seenFromOther()).end).toBeUndefined();
    one.clock.advance(1_500);
    await expect.poll(() => redis.count('miniask:process:*')).toBe(1);
    await seenFromOther();
    await redis.forget('miniask:process:*');
    other.clock.advance(10_000);
    expect((await seenFromOther()).end).toBeUndefined();
    await own.end(DONE);
  });

  it('gives signs of life', async () => {
    owned(await one.logs.begin(aHead(), () => {}));
    await redis.forget('miniask:process:*');
    one.clock.advance(1_500);
    await expect.poll(() => redis.count('miniask:process:*')).toBe(1);
  });

  it('begins asks without Redis, which others learn of when it is there again', async () => {
    await redis.stop();
    await expect.poll(() => one.connection.isReady).toBe(false);
    await expect(one.logs.check()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'ask_logs' });
    const own = owned(await one.logs.begin(aHead(), () => {}));
    own.append(word('alone'));
    expect(await one.logs.find('u_1', 't-1')).toBe(own.log);
    await expect(other.logs.find('u_1', 't-1')).rejects.toMatchObject({ reason: 'ask_logs' });
    await redis.restart();
    await expect.poll(() => other.logs.find('u_1', 't-1').catch(() => undefined)).toBeDefined();
    await own.end(DONE);
    expect((await seenFromOther()).answer).toBe('alone');
  });

  it('names no user in its keys, and keeps nothing for ever', async () => {
    const own = owned(await one.logs.begin(aHead({ userId: 'somebody' }), () => {}));
    await own.end(DONE);
    for (const { key, ttl } of await redis.keys()) {
      expect(key).toMatch(/^miniask:/);
      expect(key).not.toContain('somebody');
      expect(ttl).toBeGreaterThan(0);
    }
  });
});
