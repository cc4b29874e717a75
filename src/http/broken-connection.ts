import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { newId } from '../common/ids.js';
import { problemBody, problemHeaders } from './problem.js';
import { TRACE_HEADER } from './request-hooks.js';

/** An answer that Node owes to an earlier request on the same socket; undocumented, hence optional. */
interface HttpSocket extends Socket {
  readonly _httpMessage?: object | null;
}

/** Answers what is not HTTP, before there is a request, in the contract's form; then hangs up. */
export function answerBrokenConnection(error: Error & { code?: string }, socket: HttpSocket): void {
  // A 400 here would be taken for the answer to the request before.
  const owesAnswer = socket._httpMessage !== undefined && socket._httpMessage !== null;
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed || owesAnswer) {
    socket.destroy();
    return;
  }
  const detail =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? 'The request did not arrive in time.'
      : 'This is not a valid HTTP request, or its headers are too large.';
  const problem = new AppError('BODY_MALFORMED', { detail });
  const { status } = problem.problem;
  const traceId = newId();
  const body = JSON.stringify(problemBody(problem, traceId));
  const headers = {
    ...problemHeaders(problem),
    [TRACE_HEADER]: traceId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}

/** Answers addresses that the router cannot read: no hook has run for them, so there is no context. */
export function answerUnroutable(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = toAppError(error);
  const traceId = newId();
  void reply
    .status(problem.problem.status)
    .headers({ ...problemHeaders(problem), [TRACE_HEADER]: traceId })
    .send(problemBody(problem, traceId));
}
