import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestContext } from '../trace/request-context.js';
import { AsksService } from './asks.service.js';

/**
 * Looks whether a call would begin an ask or come back to one that is known, before the call is counted: who only wants
 * to have a result that is there is no new ask, and gets it also when no more may be begun. Refuses nobody.
 */
@Injectable()
export class KnownAskGuard implements CanActivate {
  constructor(private readonly asks: AsksService) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const context = requestContext(request);
    const { userId, traceId } = context.trace;
    // A traceId that the server has just made names nothing yet.
    if (userId === null || !namesAsk(request.body)) return true;
    context.comesBack = await this.asks.isKept(userId, traceId);
    return true;
  }
}

function namesAsk(body: unknown): boolean {
  return typeof body === 'object' && body !== null && ('traceId' in body || 'trace_id' in body);
}
