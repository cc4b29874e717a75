import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import { PROBLEM_MEDIA_TYPE, problemBody } from './problem.js';

/** Node's own codes for requests that it cannot even parse (nodejs.org/api/http.html, event `clientError`). */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Answers what is not HTTP, before there is a request, in the contract's form; then hangs up. */
export function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) {
    socket.destroy();
    return;
  }
  const status = STATUSES[error.code ?? ''] ?? 400;
  const traceId = newId();
  const problem = problemBody(
    new AppError('BODY_MALFORMED', { detail: 'This is not a valid HTTP request.' }),
    traceId,
  );
  const body = JSON.stringify({ ...problem, status });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `content-type: ${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-trace-id: ${traceId}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
