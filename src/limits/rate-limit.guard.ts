import { type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { Flags } from '../flags/flags.js';
import { requestContext } from '../trace/request-context.js';
import { rateLimitHeaders } from './rate-limit-headers.js';

/** The library's guard, refusing in the contract's form; its headers have the names of the IETF's draft. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  protected override headerPrefix = 'RateLimit';

  @Inject(Flags)
  private readonly flags: Flags;

  override async canActivate(execution: ExecutionContext): Promise<boolean> {
    const context = requestContext(execution.switchToHttp().getRequest<FastifyRequest>());
    const { snapshot, trace } = context;
    if (trace.userId !== null) context.flags ??= await this.flags.ofUser(snapshot, { userId: trace.userId });
    return super.canActivate(execution);
  }

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
