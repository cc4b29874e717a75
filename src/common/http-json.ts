import { type Dispatcher, request } from 'undici';
import type { Clock } from './clock.js';

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

export interface JsonCallOptions {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** For everything, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
}

/**
 * The parsed JSON of a 200 answer, of whatever media type (WeChat sends JSON as `text/plain`).
 * Redirects are not followed: the address may carry a secret.
 * @throws CallFailure; the reason of `signal`
 */
export function getJson(url: URL, options: JsonCallOptions): Promise<unknown> {
  return callJson(url, { method: 'GET' }, options);
}

/** The same for a call that sends JSON. */
export function postJson(url: URL, body: unknown, options: JsonCallOptions): Promise<unknown> {
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return callJson(url, { method: 'POST', headers, body: JSON.stringify(body) }, options);
}

type Call =
  | { readonly method: 'GET' }
  | { readonly method: 'POST'; readonly headers: Record<string, string>; readonly body: string };

async function callJson(
  url: URL,
  call: Call,
  { dispatcher, clock, timeoutMs, signal }: JsonCallOptions,
): Promise<unknown> {
  signal?.throwIfAborted();
  const timeout = new AbortController();
  const stopTimer = clock.after(timeoutMs, () => timeout.abort());
  const aborted = signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]);
  try {
    const { statusCode, body } = await request(url, { ...call, dispatcher, signal: aborted });
    const text = await body.text();
    if (statusCode !== 200) throw new CallFailure('bad_status', String(statusCode));
    return parseJson(text);
  } catch (error) {
    if (error instanceof CallFailure) throw error;
    signal?.throwIfAborted();
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
