import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { AllowedMethods } from './allowed-methods.js';
import { problemBody, problemHeaders } from './problem.js';
import { problemMembers } from './problem-members.js';
import { requestContext } from '../trace/request-context.js';
import { toldErrors } from '../trace/told-errors.js';
import { toAppError } from '../common/errors/to-app-error.js';

/** The one place where an error becomes an answer; nothing of a foreign error gets past it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly allowedMethods: AllowedMethods) {}

  async catch(thrown: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { trace, snapshot } = requestContext(request);
    const cause = toAppError(thrown);
    // Who calls too often is told so, wherever they call.
    const allowed = cause.code === 'RATE_LIMITED' ? [] : this.allowedMethods.insteadOf(request);
    const error = allowed.length > 0 ? new AppError('METHOD_NOT_ALLOWED') : errorOf(cause, request);

    trace.errorCode = error.code;
    trace.errorReason = error.reason ?? null;
    if (error.errors !== undefined) trace.errors = toldErrors(error.errors);
    this.log(error, trace.traceId);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    await reply
      .status(error.problem.status)
      .headers(problemHeaders(error))
      .send({
        ...problemBody(error, trace.traceId, snapshot.environment.debugErrors),
        ...problemMembers(error, request),
      });
  }

  private log(error: AppError, traceId: string): void {
    const line = { traceId, code: error.code, ...(error.reason !== undefined && { reason: error.reason }) };
    switch (error.problem.level) {
      case 'info':
        return this.logger.debug(line, error.problem.title);
      case 'warn':
        return this.logger.warn(line, error.problem.title);
      case 'error':
        return this.logger.error({ ...line, err: error.cause }, error.problem.title);
    }
  }
}

/** Where there is nothing, it does not matter what else is wrong with the request. */
function errorOf(cause: AppError, request: FastifyRequest): AppError {
  if (!request.is404 || cause.problem.status >= 500 || cause.code === 'RATE_LIMITED') return cause;
  return new AppError('NOT_FOUND');
}
