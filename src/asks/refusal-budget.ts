import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';

const MINUTE_MS = 60_000;
/** Refusals of one user that are stored in a minute: enough to see what a client does wrong. */
const A_USER = 20;
/** Refusals without a verified user that are stored in a minute, all together. */
const ALL_STRANGERS = 100;
/** Users that are remembered; beyond them the one who was refused longest ago is forgotten. */
const USERS = 10_000;

/** How many refusals may be stored: whoever is refused again and again must not fill the disk. */
export class RefusalBudget {
  private readonly spent: LRUCache<string, { count: number }>;

  constructor(clock: Clock) {
    this.spent = new LRUCache({
      max: USERS,
      ttl: MINUTE_MS,
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    });
  }

  /** Counts one refusal. @returns whether it may be stored. @param userId null for strangers */
  spend(userId: string | null): boolean {
    // No user is called so: a user id never holds a blank.
    const key = userId ?? ' strangers';
    const spent = this.spent.get(key) ?? { count: 0 };
    if (spent.count === 0) this.spent.set(key, spent);
    spent.count += 1;
    return spent.count <= (userId === null ? ALL_STRANGERS : A_USER);
  }
}
