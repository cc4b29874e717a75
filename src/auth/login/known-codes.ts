import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../common/clock.js';

/** The life of a `wx.login` code. */
const CODE_LIFE_MS = 300_000;
const MAX_CODES = 10_000;

/**
 * Makes a single-use code good for as many calls as a client on a bad network needs: calls with the
 * same code share one exchange, and its user is remembered for the code's life. In this process's
 * memory alone, under the code's hash; failures are not remembered.
 */
export class KnownCodes {
  private readonly users: LRUCache<string, string>;
  private readonly running = new Map<string, Promise<string>>();

  constructor(clock: Clock) {
    this.users = new LRUCache<string, string>({
      max: MAX_CODES,
      ttl: CODE_LIFE_MS,
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    });
  }

  /** The userId that `code` was exchanged for, by `exchange` when nobody did that before. */
  async userOf(code: string, exchange: () => Promise<string>): Promise<string> {
    const key = hash('sha256', code, 'base64url');
    return this.users.get(key) ?? this.running.get(key) ?? this.begin(key, exchange);
  }

  private begin(key: string, exchange: () => Promise<string>): Promise<string> {
    const running = exchange()
      .then((userId) => {
        this.users.set(key, userId);
        return userId;
      })
      .finally(() => this.running.delete(key));
    this.running.set(key, running);
    return running;
  }
}
