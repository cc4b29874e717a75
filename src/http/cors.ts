import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { TRACE_HEADER } from './request-hooks.js';

/** The calls of Mini Programs; operators and probes have no business in a browser of another origin. */
const PATHS = ['/v1/mini/', '/ofrep/v1/'];

/** How long a browser may remember the answer to a preflight, in seconds. */
const MAX_AGE_S = 600;

/** Tokens are headers, never cookies, so there are no credentials in the sense of CORS. */
const ALLOWED = {
  /** Whatever the request said, which was looked up. */
  origin: true,
  methods: ['GET', 'HEAD', 'POST', 'DELETE'],
  allowedHeaders: [
    'authorization',
    'content-type',
    'if-none-match',
    'last-event-id',
    'traceparent',
    'tracestate',
  ],
  exposedHeaders: [
    TRACE_HEADER,
    'retry-after',
    'etag',
    'ratelimit',
    'ratelimit-policy',
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
  ],
  maxAge: MAX_AGE_S,
};
const REFUSED = { origin: false };

type CorsDecision = typeof ALLOWED | typeof REFUSED;

/** Lets pages of these origins call `/v1/mini` and `/ofrep` from a browser; everything else stays without any header of CORS. */
export function allowOrigins(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const known = new Set(origins);
  app.enableCors({
    // Nest would run an earlier one before the hooks that name the request.
    hook: 'preParsing',
    delegator: (request: FastifyRequest, done: (error: null, decision: CorsDecision) => void) => {
      done(null, isAllowed(request, known) ? ALLOWED : REFUSED);
    },
  });
}

function isAllowed({ url, method, headers }: FastifyRequest, known: ReadonlySet<string>): boolean {
  if (
    !PATHS.some((path) => url.startsWith(path)) ||
    headers.origin === undefined ||
    !known.has(headers.origin)
  )
    return false;
  // An OPTIONS that asks for nothing is no preflight.
  return method !== 'OPTIONS' || headers['access-control-request-method'] !== undefined;
}
