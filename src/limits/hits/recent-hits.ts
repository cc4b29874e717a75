import { LRUCache } from 'lru-cache';
import type { Clock } from '../../common/clock.js';
import { wholeSeconds } from '../whole-seconds.js';
import { type HitRecord, Hits } from './hits.js';

/** Those who were counted last; whoever is pushed out of their number begins anew. */
const MAX_TRACKED = 50_000;

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
export class RecentHits extends Hits {
  private readonly tracked = new LRUCache<string, Tracked>({ max: MAX_TRACKED });

  constructor(private readonly clock: Clock) {
    super();
  }

  override increment(key: string, ttl: number, limit: number, blockDuration: number): Promise<HitRecord> {
    const now = this.clock.monotonic();
    const tracked = this.track(key);
    bringUpToDate(tracked, now);
    if (tracked.windowEndsAt <= now) tracked.windowEndsAt = now + ttl;
    if (tracked.blockedUntil === undefined) tracked.hits.push(now + ttl);
    const totalHits = tracked.hits.length - tracked.gone;
    if (totalHits > limit) tracked.blockedUntil ??= now + blockDuration;
    return Promise.resolve({
      totalHits,
      timeToExpire: wholeSeconds(tracked.windowEndsAt - now),
      isBlocked: tracked.blockedUntil !== undefined,
      timeToBlockExpire: wholeSeconds((tracked.blockedUntil ?? now) - now),
    });
  }

  override peek(key: string): Promise<Pick<HitRecord, 'totalHits' | 'isBlocked'>> {
    const tracked = this.tracked.peek(key);
    if (tracked === undefined) return Promise.resolve({ totalHits: 0, isBlocked: false });
    bringUpToDate(tracked, this.clock.monotonic());
    const totalHits = tracked.hits.length - tracked.gone;
    return Promise.resolve({ totalHits, isBlocked: tracked.blockedUntil !== undefined });
  }

  private track(key: string): Tracked {
    const known = this.tracked.get(key);
    if (known !== undefined) return known;
    const tracked: Tracked = { hits: [], gone: 0, windowEndsAt: 0, blockedUntil: undefined };
    this.tracked.set(key, tracked);
    return tracked;
  }
}

function bringUpToDate(tracked: Tracked, now: number): void {
  dropGone(tracked, now);
  if (tracked.blockedUntil !== undefined && tracked.blockedUntil <= now) unblock(tracked);
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
