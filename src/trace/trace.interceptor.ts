import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, mergeMap } from 'rxjs';
import { requestContext } from './request-context.js';
import { TraceRecorder } from './trace-recorder.js';

const ACCEPTED = 202;

/**
 * Stores the trace of an ask that still runs when its first answer (202) leaves: the promise to go on
 * must outlive the process as well. An ask that has ended stored itself before.
 */
@Injectable()
export class TraceInterceptor implements NestInterceptor {
  constructor(private readonly recorder: TraceRecorder) {}

  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp();
    const context = requestContext(http.getRequest<FastifyRequest>());
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        const stillRunning = reply.statusCode === ACCEPTED;
        if (stillRunning && context.ownsAsk) await this.recorder.save(context.trace);
        return answer;
      }),
    );
  }
}
