import {
  STATUS_CODES,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type OutgoingMessage,
  type Server,
} from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { newId } from '../common/ids.js';
import { problemBody, problemHeaders } from './problem.js';
import { TRACE_HEADER } from './request-hooks.js';
import { securityHeaders } from './security-headers.js';

/*
 * Requests that Node or the router would answer by themselves, before any hook has run. They get the
 * contract's form as well, so that a client needs only one way to read a refusal.
 */

const SECURITY_HEADERS = securityHeaders();

/** How long a client may go on reading or writing after it was hung up on, in milliseconds. */
const GRACE_MS = 1000;

/** The oldest answer that Node still owes on the socket; undocumented, hence optional. */
interface HttpSocket extends Duplex {
  readonly _httpMessage?: (OutgoingMessage & { readonly req?: IncomingMessage }) | null;
}

/** Answers connections on which Node found no request, and closes them. */
export class BareRequests {
  /** Sockets that get, or got, their last answer. */
  private readonly dismissed = new WeakSet<HttpSocket>();

  constructor(private readonly clock: Clock) {}

  /** Answers what is not HTTP, then hangs up. */
  answerBroken(error: Error & { code?: string }, socket: HttpSocket): void {
    // What still arrives of the same bytes is no second error.
    if (this.dismissed.has(socket)) return;
    if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) {
      socket.destroy();
      return;
    }
    const detail =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'The request did not arrive in time.'
        : 'This is not a valid HTTP request, or its headers are too large.';
    this.hangUp(socket, new AppError('BODY_MALFORMED', { detail }));
  }

  /** Takes over from Node what it would refuse with a bare status line. */
  watch(server: Server): void {
    // RFC 9110, 10.1.1 lets a server ignore an expectation that it does not know.
    server.on('checkExpectation', (request, response) => server.emit('request', request, response));
    server.on('connect', (_request: IncomingMessage, socket: HttpSocket) => {
      socket.on('error', () => socket.destroy());
      // Node has left the socket to us, with the timeout that it set but without what it did then.
      socket.on('timeout', () => socket.destroy());
      // RFC 9110, 15.5.6: which methods there are must be said, be it none.
      this.hangUp(socket, new AppError('METHOD_NOT_ALLOWED', { detail: 'This server is not a proxy.' }), {
        allow: '',
      });
    });
  }

  /** The answers to earlier requests that have arrived as a whole go first, or this one would be taken for theirs. */
  private hangUp(socket: HttpSocket, problem: AppError, more: OutgoingHttpHeaders = {}): void {
    this.dismissed.add(socket);
    const owed = socket._httpMessage;
    if (owed?.req?.complete === true) {
      owed.once('finish', () => this.hangUp(socket, problem, more));
      return;
    }
    writeProblem(socket, problem, more);
    this.closeSoon(socket);
  }

  /**
   * Closes a socket whose answer was written, whatever its client does: `end` alone closes only our side, and who
   * keeps theirs open would hold the socket for ever. Not at once, because closing while bytes arrive that nobody
   * has read resets the connection, and the client may lose the answer.
   */
  private closeSoon(socket: Duplex): void {
    socket.resume();
    socket.once(
      'close',
      this.clock.after(GRACE_MS, () => socket.destroy()),
    );
  }
}

/** Answers addresses that the router cannot read: no hook has run for them, so there is no context. */
export function answerUnroutable(error: Error, _request: FastifyRequest, reply: FastifyReply): void {
  const problem = toAppError(error);
  const traceId = newId();
  void reply
    .status(problem.problem.status)
    .headers(bareHeaders(problem, traceId))
    .send(problemBody(problem, traceId));
}

function bareHeaders(problem: AppError, traceId: string): OutgoingHttpHeaders {
  return { ...SECURITY_HEADERS, ...problemHeaders(problem), [TRACE_HEADER]: traceId };
}

/** Writes a whole response by hand, because there is no request to reply to. */
function writeProblem(socket: Duplex, problem: AppError, more: OutgoingHttpHeaders): void {
  const { status } = problem.problem;
  const traceId = newId();
  const body = JSON.stringify(problemBody(problem, traceId));
  const headers = {
    ...bareHeaders(problem, traceId),
    ...more,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}
