import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { clientAddress } from './client-address.js';
import { Hits } from './hits/hits.js';
import { rateLimitHeaders } from './rate-limit-headers.js';
import { wholeSeconds } from './whole-seconds.js';
import { EXPIRED, type LimitName, STRANGERS, WINDOW_MS, limitKey } from './rate-limits.js';

/** Callers that are remembered as refused; beyond them the one that was refused longest ago is looked at again. */
const MAX_REFUSED = 50_000;

/**
 * Keeps off who sends a flood of bad tokens, or of calls that fail before they are anybody's. Only what fails is
 * counted: however many good users share an address, they take nothing from each other.
 */
@Injectable()
export class Strangers {
  /** Until when a caller is refused, monotonic: looked at before anything else, without asking anybody. */
  private readonly refusedUntil = new LRUCache<string, number>({ max: MAX_REFUSED });
  /** Requests that need not be counted again. */
  private readonly counted = new WeakSet<FastifyRequest>();

  constructor(
    private readonly hits: Hits,
    private readonly clock: Clock,
  ) {}

  /**
   * To be called before work is done for somebody unknown.
   * @param caller the address of the request, or a token that was good before
   * @throws AppError `RATE_LIMITED` while the caller is kept off
   */
  admit(request: FastifyRequest, caller: string, reply: FastifyReply): void {
    const leftMs = (this.refusedUntil.get(caller) ?? 0) - this.clock.monotonic();
    if (leftMs <= 0) return;
    this.counted.add(request);
    throw refusal(reply, STRANGERS, wholeSeconds(leftMs));
  }

  /**
   * Counts a call whose token was refused.
   * @returns what it is to be refused with: `error` itself, or `RATE_LIMITED`
   */
  async refused(
    request: FastifyRequest,
    reply: FastifyReply,
    error: AppError,
    token: string | null,
  ): Promise<AppError> {
    this.counted.add(request);
    // Ours once, so its owner is known: however many come back to an address, they are no flood of guesses.
    if (error.code === 'TOKEN_EXPIRED' && token !== null) {
      return this.count(reply, error, { name: 'expired', caller: token, limit: EXPIRED });
    }
    const caller = clientAddress(request);
    return this.count(reply, error, { name: 'strangers', caller, limit: STRANGERS }, (blockedS) =>
      this.keepOff(caller, blockedS),
    );
  }

  /**
   * Counts a call that has failed for any other reason, unless it was counted before.
   * @param caller as for {@link admit}
   */
  async failed(request: FastifyRequest, caller: string): Promise<void> {
    if (this.counted.has(request)) return;
    this.counted.add(request);
    const key = limitKey('strangers', caller);
    const hit = await this.hits.increment(key, WINDOW_MS, STRANGERS, WINDOW_MS);
    if (hit.isBlocked) this.keepOff(caller, hit.timeToBlockExpire);
  }

  private keepOff(caller: string, blockedS: number): void {
    this.refusedUntil.set(caller, this.clock.monotonic() + blockedS * 1000);
  }

  private async count(
    reply: FastifyReply,
    error: AppError,
    { name, caller, limit }: { name: LimitName; caller: string; limit: number },
    onBlocked: (blockedS: number) => void = () => {},
  ): Promise<AppError> {
    const hit = await this.hits.increment(limitKey(name, caller), WINDOW_MS, limit, WINDOW_MS);
    if (hit.isBlocked) {
      onBlocked(hit.timeToBlockExpire);
      return refusal(reply, limit, hit.timeToBlockExpire);
    }
    void reply.headers(
      rateLimitHeaders({ limit, remaining: limit - hit.totalHits, resetS: hit.timeToExpire }),
    );
    return error;
  }
}

function refusal(reply: FastifyReply, limit: number, blockedS: number): AppError {
  const retryAfterS = Math.max(1, blockedS);
  void reply.headers(rateLimitHeaders({ limit, remaining: 0, resetS: retryAfterS }));
  return new AppError('RATE_LIMITED', { retryAfterS, reason: 'stranger_failures' });
}
