import { randomUUIDv7 } from 'node:crypto';

/** A new UUIDv7: unique, and sorted by the time it was made, which keeps database indexes compact. */
export function newId(): string {
  return randomUUIDv7();
}

/**
 * What a user id may be: the ids of common identity providers, e-mail addresses and URNs included, but
 * nothing that could break out of a log line, a header or a key.
 */
export const USER_ID_PATTERN = /^[A-Za-z0-9._:@|+=/~-]{1,128}$/;

/** What the contract takes as a client's traceId. */
export const TRACE_ID_PATTERN = /^[A-Za-z0-9._:-]{1,64}$/;

export function isTraceId(value: unknown): value is string {
  return typeof value === 'string' && TRACE_ID_PATTERN.test(value);
}
