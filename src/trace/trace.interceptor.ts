import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Observable, mergeMap } from 'rxjs';
import { requestContext } from './request-context.js';

/**
 * Sees to it that nothing is told of a running ask that is not on record: the promise to go on, and what
 * was said so far, must outlive the process as well. An ask that has ended stored itself before.
 */
@Injectable()
export class TraceInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const context = requestContext(execution.switchToHttp().getRequest<FastifyRequest>());
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        await context.putOnRecord?.();
        return answer;
      }),
    );
  }
}
