import type { Clock } from '../../../common/clock.js';
import type { RedisConnection } from '../../../redis/redis-connection.js';
import { processKey } from './ask-keys.js';
import { RUNNING_LIFE_MS } from './mirrored-log.js';

/** Milliseconds between two signs of life of a process, and between two looks for those that are missing. */
export const ALIVE_MS = 1_500;
/** Milliseconds for which a sign of life holds. */
const GONE_MS = 5_000;
/** Milliseconds without any sign after which a process counts as gone. */
const MISSING_MS = 2 * ALIVE_MS;
/** Milliseconds between two looks, beyond which nobody knows what was in between. */
const UNSEEN_MS = 3 * ALIVE_MS;

/** `Clock.monotonic()` of the first and the last look that found no sign of a process. */
interface Absence {
  readonly since: number;
  readonly seenAt: number;
}

/** By which processes know of each other that they live: each says so in Redis again and again. */
export class SignsOfLife {
  private readonly absences = new Map<string, Absence>();
  /** `Clock.monotonic()` when this process gave its last sign, and when Redis was found last. */
  private givenAt: number;
  private foundAt: number;

  constructor(
    private readonly processId: string,
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {
    this.givenAt = clock.monotonic();
    this.foundAt = clock.monotonic();
  }

  /** Whether the last one is so old that others may take this process for gone. */
  get mayBeMissed(): boolean {
    return this.clock.monotonic() - this.givenAt > GONE_MS;
  }

  /**
   * Gives one. Never rejects: while Redis is gone, nobody misses it.
   * @returns whether the last one is so old that others may have taken this process for gone
   */
  async give(): Promise<boolean> {
    const now = this.clock.monotonic();
    try {
      await this.redis.commands.set(processKey(this.processId), 1, 'PX', GONE_MS);
    } catch {
      return false;
    }
    const silentMs = now - this.givenAt;
    this.givenAt = now;
    return silentMs > GONE_MS;
  }

  /** To be called when there is a Redis again: those who live may not have said so to this one. */
  expectAll(): void {
    this.foundAt = this.clock.monotonic();
    this.absences.clear();
  }

  /**
   * Only a process that is missing for a while: who empties Redis takes the signs of the living as well.
   * @throws whatever Redis says
   */
  async isGone(process: string): Promise<boolean> {
    const now = this.clock.monotonic();
    if (now - this.foundAt < GONE_MS) return false;
    if ((await this.redis.commands.exists(processKey(process))) === 1) {
      this.absences.delete(process);
      return false;
    }
    const last = this.absences.get(process);
    const since = last !== undefined && now - last.seenAt <= UNSEEN_MS ? last.since : now;
    this.absences.set(process, { since, seenAt: now });
    return now - since >= MISSING_MS;
  }

  /** Looks again for those that are missing, so that it is known who was there meanwhile. Never rejects. */
  async lookForMissing(): Promise<void> {
    const now = this.clock.monotonic();
    for (const [process, { since }] of this.absences) {
      // Nothing that it ran is kept any longer.
      if (now - since > RUNNING_LIFE_MS) this.absences.delete(process);
    }
    await Promise.allSettled([...this.absences.keys()].map((process) => this.isGone(process)));
  }

  /** Tells that this process goes. Never rejects. */
  async takeBack(): Promise<void> {
    await this.redis.commands.del(processKey(this.processId)).catch(() => undefined);
  }
}
