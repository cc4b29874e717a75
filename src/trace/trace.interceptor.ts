import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Observable, mergeMap } from 'rxjs';
import { requestContext } from './request-context.js';
import { TraceRecorder } from './trace-recorder.js';

/**
 * Stores the trace of an ask that is shown while it runs: the promise to go on, and what was said so
 * far, must outlive the process as well. An ask that has ended stored itself before.
 */
@Injectable()
export class TraceInterceptor implements NestInterceptor {
  constructor(private readonly recorder: TraceRecorder) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const context = requestContext(execution.switchToHttp().getRequest<FastifyRequest>());
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        if (context.shown !== undefined) await this.recorder.save(context.shown);
        return answer;
      }),
    );
  }
}
