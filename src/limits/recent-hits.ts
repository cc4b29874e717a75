import type { ThrottlerStorage } from '@nestjs/throttler';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';

/** Those who were counted last; whoever is pushed out of their number begins anew. */
const MAX_TRACKED = 50_000;

type HitRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** The hits of one who is limited. No more are kept than the limit allows, plus the one that broke it. */
interface Tracked {
  /** When each hit stops counting, the oldest first. */
  hits: number[];
  /** How many at the begin of `hits` do not count any more: cutting them off at every hit would cost as much as there are. */
  gone: number;
  windowEndsAt: number;
  blockedUntil: number | undefined;
}

/**
 * Counts hits in memory, as the storage of `@nestjs/throttler` does that it stands in for, with three
 * differences: a hit costs the same however many there were, memory is bounded whoever calls, and time is
 * the clock's, which nobody can set back.
 */
export class RecentHits implements ThrottlerStorage {
  private readonly tracked = new LRUCache<string, Tracked>({ max: MAX_TRACKED });

  constructor(private readonly clock: Clock) {}

  /**
   * @param key names route, throttler and caller
   * @param ttl milliseconds for which a hit counts
   * @param blockDuration milliseconds, more than none, for which whoever exceeds the limit is refused
   * @returns times in seconds, as the library wants them
   */
  increment(key: string, ttl: number, limit: number, blockDuration: number): Promise<HitRecord> {
    const now = this.clock.monotonic();
    const tracked = this.track(key);
    dropGone(tracked, now);
    if (tracked.windowEndsAt <= now) tracked.windowEndsAt = now + ttl;
    if (tracked.blockedUntil !== undefined && tracked.blockedUntil <= now) unblock(tracked);
    if (tracked.blockedUntil === undefined) tracked.hits.push(now + ttl);
    const totalHits = tracked.hits.length - tracked.gone;
    if (totalHits > limit) tracked.blockedUntil ??= now + blockDuration;
    return Promise.resolve({
      totalHits,
      timeToExpire: seconds(tracked.windowEndsAt - now),
      isBlocked: tracked.blockedUntil !== undefined,
      timeToBlockExpire: seconds((tracked.blockedUntil ?? now) - now),
    });
  }

  private track(key: string): Tracked {
    const known = this.tracked.get(key);
    if (known !== undefined) return known;
    const tracked: Tracked = { hits: [], gone: 0, windowEndsAt: 0, blockedUntil: undefined };
    this.tracked.set(key, tracked);
    return tracked;
  }
}

function dropGone(tracked: Tracked, now: number): void {
  const { hits } = tracked;
  while (tracked.gone < hits.length && (hits[tracked.gone] ?? 0) <= now) tracked.gone += 1;
  if (tracked.gone * 2 <= hits.length) return;
  tracked.hits = hits.slice(tracked.gone);
  tracked.gone = 0;
}

/** Whoever has waited begins anew. */
function unblock(tracked: Tracked): void {
  tracked.hits = [];
  tracked.gone = 0;
  tracked.blockedUntil = undefined;
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
