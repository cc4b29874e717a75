import { ThrottlerStorageService } from '@nestjs/throttler';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { RecentHits } from './recent-hits.js';

const MINUTE_MS = 60_000;

/** Somebody who may call three times a minute, and is refused for a minute after that. */
function aCaller(clock = new FakeClock(), hits = new RecentHits(clock), key = 'u_1') {
  return { clock, hits, call: () => hits.increment(key, MINUTE_MS, 3, MINUTE_MS) };
}

describe('RecentHits', () => {
  it('tells no second more than there is, whatever part of a millisecond it is', async () => {
    const { clock, hits } = aCaller();
    for (let at = 0; at < 200; at += 1) {
      const { call } = aCaller(clock, hits, `caller-${at}`);
      clock.advance(1000 * Math.random());
      for (let count = 0; count < 3; count += 1) await call();
      expect(await call()).toMatchObject({ timeToExpire: 60, timeToBlockExpire: 60 });
    }
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
