import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AskLog } from '../../src/asks/log/ask-log.js';
import { type Begun, KEPT_MS } from '../../src/asks/log/ask-logs.js';
import { lostEnd } from '../../src/asks/log/lost-end.js';
import { askKeys } from '../../src/asks/log/redis/ask-keys.js';
import { ABANDON } from '../../src/asks/log/redis/ask-scripts.js';
import { FollowedLog } from '../../src/asks/log/redis/followed-log.js';
import { RedisAskLogs } from '../../src/asks/log/redis/redis-ask-logs.js';
import { RedisConnection } from '../../src/redis/redis-connection.js';
import { neverAborted } from '../support/agent-runs.js';
import { FakeClock } from '../support/fake-clock.js';
import { RedisServer } from '../support/redis-server.js';
import { DONE, LEFT_ALONE, aHead, describeAskLogs, owned } from './ask-logs.contract.js';

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

  /** The ask as the other process sees it when the one that runs it gives no signs of life. */
  async function abandoned() {
    other.clock.advance(10_000);
    await redis.forget('miniask:process:*');
    await seenFromOther();
    other.clock.advance(3_000);
    const log = await seenFromOther();
    expect(log.end?.data.status).toBe('failed');
    return log;
  }
  async function giveSignOfLife() {
    one.clock.advance(1_500);
    await expect.poll(() => redis.count('miniask:process:*')).toBe(2);
  }

  it('goes on while Redis is gone, and makes good what a Redis without memory has lost', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    own.append(word('one '));
    const log = await seenFromOther();
    const ended = log.untilEnd(neverAborted());
    await redis.stop();
    own.append(word('two '));
    await redis.restart();
    own.append(word('three'));
    await own.end(DONE);
    await expect.poll(() => redis.count('miniask:process:*')).toBe(2);
    // A message may have been lost meanwhile, and what was under way when Redis stopped fails a second later.
    await expect
      .poll(
        () => {
          other.clock.advance(2_000);
          return log.end;
        },
        { timeout: 5_000 },
      )
      .toMatchObject(DONE);
    await ended;
    expect(log.answer).toBe('one two three');
    expect((await seenFromOther()).answer).toBe('one two three');
  });

  it('reads also what comes while it reads', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE));
    const log = await seenFromOther();
    if (!(log instanceof FollowedLog)) throw new Error('it runs elsewhere');
    const reading = log.read();
    // Over the same connection: Redis has answered the reading when it does this.
    const event = JSON.stringify({ ...word('late'), seq: 2 });
    void other.connection.commands.xadd(log.keys.events, '2-0', 'e', event);
    await Promise.all([reading, log.read()]);
    expect(log.answer).toBe('late');
  });

  it('ends an ask whose process is gone, for those who watch and for those who look', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE)).append(word('half'));
    owned(await one.logs.begin(aHead({ traceId: 't-2' }), LEFT_ALONE));
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
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
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

  it('ends it also for who looks rarely', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE));
    other.clock.advance(10_000);
    await redis.forget('miniask:process:*');
    expect((await seenFromOther()).end).toBeUndefined();
    other.clock.advance(60_000);
    expect((await seenFromOther()).end?.data.status).toBe('failed');
  });

  it('counts nobody as missing for a time in which it did not look', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE));
    other.clock.advance(10_000);
    await redis.forget('miniask:process:*');
    await seenFromOther();
    one.clock.advance(1_500);
    await expect.poll(() => redis.count('miniask:process:*')).toBe(1);
    await redis.forget('miniask:process:*');
    other.clock.stall(10_000);
    expect((await seenFromOther()).end).toBeUndefined();
  });

  it('takes nobody for gone right after Redis was', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE));
    other.clock.advance(10_000);
    const back = Promise.withResolvers<void>();
    other.connection.whenReady(back.resolve);
    await redis.stop();
    await redis.restart();
    await back.promise;
    await expect.poll(() => redis.count('miniask:ask:*')).toBe(2);
    await redis.forget('miniask:process:*');
    await seenFromOther();
    other.clock.advance(3_000);
    expect((await seenFromOther()).end).toBeUndefined();
    other.clock.advance(2_000);
    await seenFromOther();
    other.clock.advance(3_000);
    expect((await seenFromOther()).end?.data.status).toBe('failed');
  });

  it('takes an end back that others have written, when its process lives after all', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    own.append(word('one '));
    const log = await seenFromOther();
    const unwatch = log.watch(() => {});
    other.clock.advance(10_000);
    await redis.forget('miniask:process:*');
    await expect
      .poll(() => {
        other.clock.advance(2_000);
        return log.end?.data.status;
      })
      .toBe('failed');

    await giveSignOfLife();
    own.append(word('two'));
    await expect.poll(async () => (await seenFromOther()).answer).toBe('one two');
    expect((await seenFromOther()).end).toBeUndefined();
    await own.end(DONE);
    const later = await seenFromOther();
    expect([later.end, later.length]).toEqual([own.log.end, own.log.length]);
    expect(log.end?.data.status).toBe('failed');
    unwatch();
  });

  it('takes it back also when it says nothing more, as soon as its process goes on', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE)).append(word('half'));
    await abandoned();
    one.clock.stall(9_000);
    await expect.poll(async () => (await seenFromOther()).end).toBeUndefined();
    expect((await seenFromOther()).answer).toBe('half');
  });

  it('tells whoever runs an ask that another one has its place, and writes no more of it', async () => {
    let told = 0;
    const owner = { ...LEFT_ALONE, onReplaced: () => (told += 1) };
    const own = owned(await one.logs.begin(aHead(), owner));
    const next = owned(await other.logs.begin(aHead(), LEFT_ALONE, await abandoned()));
    next.append(word('new'));
    own.append(word('old'));
    await expect.poll(() => told).toBe(1);
    own.append(word('older'));
    // Nobody's clock goes on: it waits for no writing.
    await own.end(DONE);
    const found = await one.logs.find('u_1', 't-1');
    expect([found?.head.id, found?.answer, told]).toEqual([next.log.head.id, 'new', 1]);
  });

  it('lets nobody replace an ask whose process has taken the end back', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    const log = await abandoned();
    await giveSignOfLife();
    own.append(word('alive'));
    await expect.poll(async () => (await seenFromOther()).answer).toBe('alive');
    const begun = await other.logs.begin(aHead(), LEFT_ALONE, log);
    expect('other' in begun && begun.other.head).toEqual(own.log.head);
  });

  it('ends no ask of which more was said than was read', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    own.append(word('said'));
    await expect.poll(async () => (await seenFromOther()).length).toBe(2);
    const { head, events, channel } = askKeys('u_1', 't-1');
    const abandon = (last: number) => {
      const end = JSON.stringify({ ...DONE, seq: last + 1 });
      const values = [own.log.head.id, last, end, KEPT_MS, channel];
      return ABANDON.run(other.connection.commands, [head, events], values);
    };
    expect(await abandon(1)).toBe(0);
    expect((await seenFromOther()).length).toBe(2);
    expect(await abandon(2)).toBe(1);
  });

  it('replaces an ask that has ended also when that was begun while Redis was gone', async () => {
    await owned(await one.logs.begin(aHead(), LEFT_ALONE)).end(DONE);
    const ended = await one.logs.find('u_1', 't-1');
    one.connection.commands.disconnect();
    await expect.poll(() => one.connection.isReady).toBe(false);
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE, ended));
    own.append(word('again'));
    await one.connection.commands.connect();
    await expect.poll(async () => (await seenFromOther()).answer).toBe('again');
    expect((await seenFromOther()).head).toEqual(own.log.head);
  });

  it('replaces an ask of whose end Redis has not been told yet', async () => {
    const first = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    one.connection.commands.disconnect();
    await expect.poll(() => one.connection.isReady).toBe(false);
    await first.end(DONE);
    const begun = new Promise<Begun>((resolve) => {
      one.connection.whenReady(() => resolve(one.logs.begin(aHead(), LEFT_ALONE, first.log)));
    });
    await one.connection.commands.connect();
    const { log } = owned(await begun);
    expect((await seenFromOther()).head).toEqual(log.head);
  });

  it('waits for events that a reader has and that are still to come here', async () => {
    const own = owned(await one.logs.begin(aHead({ replacedEvents: 3 }), LEFT_ALONE));
    const log = await seenFromOther();
    expect([3, 4, 5].map((after) => log.resumeAfter(after))).toEqual([0, 4, 5]);
    for (const text of ['a', 'b', 'c']) own.append(word(text));
    await own.end(DONE);
    await log.untilEnd(neverAborted());
    expect([3, 4, 5, 6].map((after) => log.resumeAfter(after))).toEqual([0, 4, 5, 0]);
  });

  /** The process is cut off from Redis, and goes on alone. */
  async function cutOff() {
    one.connection.commands.disconnect();
    await expect.poll(() => one.connection.isReady).toBe(false);
  }
  const everyNumber = Array.from({ length: 30 }, (_, at) => at + 1);
  const resumed = (log: AskLog) => everyNumber.map((after) => log.resumeAfter(after));
  const anew = everyNumber.map(() => 0);

  it('goes on behind no number when the run that was replaced had told more than anybody knows', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    own.append(word('known'));
    await expect.poll(async () => (await seenFromOther()).length).toBe(2);
    await cutOff();
    for (let at = 0; at < 9; at += 1) own.append(word('told by its process alone'));
    const lost = await abandoned();
    const next = owned(
      await other.logs.begin(aHead({ replacedEvents: lost.highestNumber }), LEFT_ALONE, lost),
    );
    for (let at = 0; at < 20; at += 1) next.append(word('new'));
    expect(own.log.length).toBe(11);
    expect(resumed(next.log)).toEqual(anew);
    const third = await aProcess(redis);
    const found = await third.logs.find('u_1', 't-1');
    expect(found?.head.id).toBe(next.log.head.id);
    expect(found && resumed(found)).toEqual(anew);
    await third.close();
  });

  it('goes on behind no number at a process that others may take for gone: theirs may be of another run', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    for (let at = 0; at < 20; at += 1) own.append(word('old'));
    await cutOff();
    expect((await one.logs.find('u_1', 't-1'))?.resumeAfter(7)).toBe(7);
    one.clock.advance(6_000);
    const alone = await one.logs.find('u_1', 't-1');
    expect(alone).toBe(own.log);
    expect(resumed(own.log)).toEqual(anew);
  });

  it('goes on behind no number of an ask that failed, when nobody can tell whether it was asked again', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    for (let at = 0; at < 20; at += 1) own.append(word('old'));
    await own.end(lostEnd(own.log, 0));
    expect((await one.logs.find('u_1', 't-1'))?.resumeAfter(7)).toBe(7);
    await cutOff();
    expect((await one.logs.find('u_1', 't-1'))?.head).toEqual(own.log.head);
    expect(resumed(own.log)).toEqual(anew);
  });

  it('goes on behind no number of an ask that began without Redis, which may know others', async () => {
    await cutOff();
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    for (let at = 0; at < 20; at += 1) own.append(word('alone'));
    expect(resumed(own.log)).toEqual(anew);
    await one.connection.commands.connect();
    await expect.poll(async () => (await other.logs.find('u_1', 't-1'))?.length).toBe(21);
    expect(resumed(await seenFromOther())).toEqual(anew);
  });

  it('ends a log whose place another run has taken unseen, and adds nothing of that one', async () => {
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    own.append(word('old'));
    await expect.poll(async () => (await seenFromOther()).length).toBe(2);
    const behind = await seenFromOther();
    await own.end(lostEnd(own.log, 0));
    const next = owned(await one.logs.begin(aHead(), LEFT_ALONE, own.log));
    for (let at = 0; at < 20; at += 1) next.append(word('new'));
    await expect.poll(async () => (await seenFromOther()).length).toBe(21);
    expect((await behind.untilEnd(neverAborted())).data).toMatchObject({ status: 'failed', answer: 'old' });
  });

  it('is told to cancel also after its connections were lost', async () => {
    let cancels = 0;
    const own = owned(await one.logs.begin(aHead(), { ...LEFT_ALONE, onCancel: () => (cancels += 1) }));
    await redis.stop();
    await redis.restart();
    await expect
      .poll(
        async () => {
          const log = await other.logs.find('u_1', 't-1').catch(() => undefined);
          if (log !== undefined) await other.logs.cancel(log).catch(() => undefined);
          return cancels;
        },
        { timeout: 5_000 },
      )
      .toBeGreaterThan(0);
    await own.end(DONE);
  });

  it('looks again and again while somebody watches, however they come and go, and then no more', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE));
    const log = await seenFromOther();
    const looks = () => other.clock.pending.filter((ms) => ms === 2_000).length;
    const answered = async () => {
      // Redis answers in order: three times as many turns as a look has questions.
      for (let at = 0; at < 6; at += 1) await other.connection.check();
    };
    log.watch(() => {})();
    log.watch(() => {})();
    const unwatch = log.watch(() => {});
    await other.clock.untilTimer((ms) => ms === 2_000);
    await answered();
    expect(looks()).toBe(1);
    other.clock.advance(2_000);
    await other.clock.untilTimer((ms) => ms === 2_000);
    await answered();
    expect(looks()).toBe(1);
    unwatch();
    await answered();
    expect(looks()).toBe(0);
  });

  it('gives signs of life', async () => {
    owned(await one.logs.begin(aHead(), LEFT_ALONE));
    await redis.forget('miniask:process:*');
    one.clock.advance(1_500);
    await expect.poll(() => redis.count('miniask:process:*')).toBe(1);
  });

  it('begins asks without Redis, which others learn of when it is there again', async () => {
    await redis.stop();
    await expect.poll(() => one.connection.isReady).toBe(false);
    await expect(one.logs.check()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'ask_logs' });
    const own = owned(await one.logs.begin(aHead(), LEFT_ALONE));
    own.append(word('alone'));
    expect(await one.logs.find('u_1', 't-1')).toBe(own.log);
    await expect(other.logs.find('u_1', 't-1')).rejects.toMatchObject({ reason: 'ask_logs' });
    await redis.restart();
    await expect.poll(() => other.logs.find('u_1', 't-1').catch(() => undefined)).toBeDefined();
    await own.end(DONE);
    expect((await seenFromOther()).answer).toBe('alone');
  });

  it('names no user in its keys, and keeps nothing for ever', async () => {
    const own = owned(await one.logs.begin(aHead({ userId: 'somebody' }), LEFT_ALONE));
    await own.end(DONE);
    for (const { key, ttl } of await redis.keys()) {
      expect(key).toMatch(/^miniask:/);
      expect(key).not.toContain('somebody');
      expect(ttl).toBeGreaterThan(0);
    }
  });
});
