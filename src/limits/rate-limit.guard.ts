import { type ExecutionContext, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import type { FastifyReply } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { rateLimitHeaders } from './rate-limit-headers.js';

/** The library's guard, refusing in the contract's form; its headers have the names of the IETF's draft. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override headerPrefix = 'RateLimit';

  protected override throwThrottlingException(
    execution: ExecutionContext,
    { limit, timeToBlockExpire }: ThrottlerLimitDetail,
  ): Promise<void> {
    const retryAfterS = Math.max(1, timeToBlockExpire);
    const reply = execution.switchToHttp().getResponse<FastifyReply>();
    void reply.headers(rateLimitHeaders({ limit, remaining: 0, resetS: retryAfterS }));
    throw new AppError('RATE_LIMITED', { retryAfterS });
  }
}
