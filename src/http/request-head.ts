import type { FastifyRequest } from 'fastify';
import { AppError } from '../common/errors/app-error.js';

/** Header lines of a request. A browser sends some 20, a chain of proxies adds a few. */
const MAX_HEADERS = 100;

/** Of several such lines Node keeps the first in silence; a proxy before us may have judged by another. */
const SINGLE: ReadonlySet<string> = new Set(['host', 'content-type', 'content-encoding']);

/** What is wrong with the head of a request that Node's parser let pass; undefined when nothing is. */
export function headFault({ raw, headers }: FastifyRequest): AppError | undefined {
  const { rawHeaders } = raw;
  if (rawHeaders.length > MAX_HEADERS * 2) return malformed(`A request has at most ${MAX_HEADERS} headers.`);
  // RFC 9112, 3.2: only HTTP/1.0 may leave it out.
  if (headers.host === undefined && raw.httpVersion !== '1.0') {
    return malformed('An HTTP/1.1 request needs a Host header.');
  }
  const doubled = firstDoubled(rawHeaders);
  if (doubled !== undefined) return malformed(`A request has one ${doubled} header.`);
  const coding = headers['transfer-encoding'];
  // Node undoes the chunks and leaves what is inside as it is, compressed perhaps.
  if (coding !== undefined && coding.toLowerCase() !== 'chunked')
    return new AppError('UNSUPPORTED_MEDIA_TYPE');
  return undefined;
}

/** @param rawHeaders names and values in turn, as Node gives them */
function firstDoubled(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!SINGLE.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

function malformed(detail: string): AppError {
  return new AppError('BODY_MALFORMED', { detail });
}
