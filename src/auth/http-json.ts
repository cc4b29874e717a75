import { type Dispatcher, request } from 'undici';
import type { Clock } from '../common/clock.js';

/** Where a call went wrong; only `not_sent` is sure to have had no effect on the other side. */
export type CallFailureKind = 'not_sent' | 'timeout' | 'broken' | 'bad_status' | 'not_json';

/**
 * A call without a usable answer. Carries no cause: the errors of HTTP clients may quote addresses and
 * answers that must not reach a log.
 */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';

  constructor(
    readonly kind: CallFailureKind,
    /** An error code or a status, for logs. */
    readonly note: string,
  ) {
    super(`${kind}: ${note}`);
  }
}

/** Codes of errors that come before the first byte of a request has left. */
const NOT_SENT = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export interface GetJsonOptions {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** For everything, from connecting to the last byte. */
  readonly timeoutMs: number;
}

/**
 * The parsed JSON of a 200 answer, of whatever media type (WeChat sends JSON as `text/plain`).
 * Redirects are not followed: the address may carry a secret.
 * @throws CallFailure
 */
export async function getJson(url: URL, { dispatcher, clock, timeoutMs }: GetJsonOptions): Promise<unknown> {
  const timeout = new AbortController();
  const stopTimer = clock.after(timeoutMs, () => timeout.abort());
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: timeout.signal });
    const text = await body.text();
    if (statusCode !== 200) throw new CallFailure('bad_status', String(statusCode));
    return parseJson(text);
  } catch (error) {
    if (error instanceof CallFailure) throw error;
    if (timeout.signal.aborted) throw new CallFailure('timeout', `${timeoutMs} ms`);
    const code = errorCode(error);
    throw new CallFailure(NOT_SENT.has(code) ? 'not_sent' : 'broken', code);
  } finally {
    stopTimer();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CallFailure('not_json', `${text.length} characters`);
  }
}

function errorCode(error: unknown): string {
  const coded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return coded ? String(error.code) : 'unknown';
}
