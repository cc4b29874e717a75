import type { ThrottlerStorage } from '@nestjs/throttler';

/** How somebody stands who is limited; times in seconds, as the library wants them. */
export type HitRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * What `@nestjs/throttler` counts with. One contract suite (`test/contract/hits.contract.ts`) runs over every
 * adapter. Never rejects: whoever is limited stays limited while a store is gone.
 */
export abstract class Hits implements ThrottlerStorage {
  /**
   * Counts one call. Who is blocked is not counted, and begins anew when the block is over.
   * @param key names limit and caller
   * @param ttl milliseconds for which a hit counts
   * @param blockDuration milliseconds, more than none, for which whoever exceeds the limit is refused
   */
  abstract increment(key: string, ttl: number, limit: number, blockDuration: number): Promise<HitRecord>;

  /** How the caller stands now; counts nothing. */
  abstract peek(key: string): Promise<Pick<HitRecord, 'totalHits' | 'isBlocked'>>;
}
