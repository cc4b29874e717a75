import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import type { TokenClaims } from './claims.js';

/** How long a token that was verified is taken as verified; its own times are judged at every request. */
export const VERIFIED_MS = 300_000;

/** Tokens remembered at most: some 5 MB. */
const MAX_TOKENS = 10_000;

/** Tokens of which is remembered that they were good once: some 10 MB. */
const MAX_KNOWN = 50_000;

/**
 * What tokens said that were verified a short while ago: a client sends the same one with every
 * request, and its signature stays right. Keyed by digests, so that no token lies about in memory.
 */
export class VerifiedTokens {
  private readonly claims: LRUCache<string, TokenClaims>;
  /** Digests; what became of a token since, only its verification tells. */
  private readonly known = new LRUCache<string, true>({ max: MAX_KNOWN });

  constructor(clock: Clock) {
    this.claims = new LRUCache<string, TokenClaims>({
      max: MAX_TOKENS,
      ttl: VERIFIED_MS,
      // Asks the clock each time; the library would remember its word for a millisecond of the machine's.
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    });
  }

  find(token: string): TokenClaims | undefined {
    return this.claims.get(digestOf(token));
  }

  keep(token: string, claims: TokenClaims): void {
    const key = digestOf(token);
    this.claims.set(key, claims);
    this.known.set(key, true);
  }

  /** Whether it was kept or introduced at some time; it has to be verified all the same. */
  knows(token: string): boolean {
    return this.known.get(digestOf(token)) === true;
  }

  introduce(token: string): void {
    this.known.set(digestOf(token), true);
  }
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64url');
}
