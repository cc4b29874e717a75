import type { OpenAPIObject } from '@nestjs/swagger';
import { RATE_LIMITED_CALL } from './rate-limit.decorators.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;

const whole = (description: string) => ({ description, schema: { type: 'integer' as const, minimum: 0 } });

/** See `rateLimitHeaders`. */
const STATE = {
  'RateLimit-Limit': whole('Calls in a minute.'),
  'RateLimit-Remaining': whole('Calls that are left.'),
  'RateLimit-Reset': whole('Seconds until all of them are there again.'),
};
const RETRY = {
  'Retry-After': { ...whole('Seconds after which to come again.'), required: true },
};

/** Completes the document: which headers a call that is limited answers with, also where it succeeds. */
export function describeRateLimits(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths)) {
    for (const operation of [path.get, path.post, path.put, path.delete]) {
      if (operation !== undefined) describe(operation);
    }
  }
}

function describe(operation: Operation): void {
  const isLimited = RATE_LIMITED_CALL in operation;
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response === undefined || '$ref' in response) continue;
    if (isLimited) response.headers = { ...response.headers, ...STATE };
    if (status === '429' || status === '503') response.headers = { ...response.headers, ...RETRY };
  }
}
