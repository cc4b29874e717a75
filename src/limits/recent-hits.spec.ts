import { ThrottlerStorageService } from '@nestjs/throttler';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { RecentHits } from './recent-hits.js';

const MINUTE_MS = 60_000;

/** Somebody who may call three times a minute, and is refused for a minute after that. */
function aCaller(clock = new FakeClock(), hits = new RecentHits(clock), key = 'u_1') {
  return { clock, hits, call: () => hits.increment(key, MINUTE_MS, 3, MINUTE_MS) };
}

describe('RecentHits', () => {
  it('lets as many calls through as the limit says, and blocks the next', async () => {
    const { call } = aCaller();
    const records = [await call(), await call(), await call(), await call()];

    expect(records.map(({ isBlocked }) => isBlocked)).toEqual([false, false, false, true]);
    expect(records.map(({ totalHits }) => totalHits)).toEqual([1, 2, 3, 4]);
    expect(records[3]).toMatchObject({ timeToBlockExpire: 60, timeToExpire: 60 });
  });

  it('keeps a caller blocked until the block is over, who then begins anew', async () => {
    const { call, clock } = aCaller();
    for (let count = 0; count < 4; count += 1) await call();
    clock.advance(MINUTE_MS - 1);
    expect(await call()).toMatchObject({ isBlocked: true, timeToBlockExpire: 1 });
    clock.advance(1);
    expect(await call()).toMatchObject({ isBlocked: false, totalHits: 1 });
  });

  it('counts a hit for as long as it lives, each by itself', async () => {
    const { call, clock } = aCaller();
    await call();
    clock.advance(MINUTE_MS / 2);
    await call();
    await call();
    clock.advance(MINUTE_MS / 2);
    expect(await call()).toMatchObject({ isBlocked: false, totalHits: 3 });
    expect(await call()).toMatchObject({ isBlocked: true });
  });

  it('counts each caller alone', async () => {
    const { call, clock, hits } = aCaller();
    for (let count = 0; count < 4; count += 1) await call();
    const other = aCaller(clock, hits, 'u_2');
    expect(await other.call()).toMatchObject({ isBlocked: false, totalHits: 1 });
  });

  it('is bounded: too many others push out who called longest ago', async () => {
    const { call, clock, hits } = aCaller();
    await call();
    for (let other = 0; other < 50_000; other += 1) await aCaller(clock, hits, `other-${other}`).call();
    expect(await call()).toMatchObject({ totalHits: 1 });
  });

  it('says what the storage of the library says', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval'] });
    const steps = fc.array(fc.record({ wait: fc.nat(40_000), limit: fc.integer({ min: 1, max: 4 }) }));
    const property = fc.asyncProperty(steps, fc.integer({ min: 1, max: 90_000 }), async (calls, blockMs) => {
      const clock = new FakeClock();
      const ours = new RecentHits(clock);
      const theirs = new ThrottlerStorageService();
      for (const { wait, limit } of calls) {
        clock.advance(wait);
        vi.setSystemTime(Date.now() + wait);
        const [record, model] = await Promise.all([
          ours.increment('key', MINUTE_MS, limit, blockMs),
          theirs.increment('key', MINUTE_MS, limit, blockMs, 'default'),
        ]);
        // Who is not blocked has nothing to wait for; the library counts from some block long over, or from 1970.
        const waitS = model.isBlocked ? model.timeToBlockExpire : 0;
        expect(record).toEqual({ ...model, timeToBlockExpire: waitS });
      }
    });
    try {
      await fc.assert(property);
    } finally {
      vi.useRealTimers();
    }
  });
});
