import { AppError } from '../../common/errors/app-error.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import type { WireError } from './wire.js';

/** A gateway's way of saying no: as an HTTP status, or as a frame within a stream that began well. */
export interface Refusal extends WireError {
  /** Absent for a frame. */
  readonly status?: number;
  /** The `Retry-After` header. */
  readonly retryAfter?: string;
}

interface Rule {
  readonly code: ErrorCode;
  /** Our word for it, in logs, traces and `docs/openclaw.md`. */
  readonly reason: string;
  /** Seconds to wait when the gateway names none. */
  readonly retryAfterS?: number;
  readonly fits: (refusal: Refusal) => boolean;
}

const ofType =
  (type: string) =>
  (refusal: Refusal): boolean =>
    refusal.type === type;
const ofStatus =
  (...statuses: readonly number[]) =>
  ({ status }: Refusal): boolean =>
    status !== undefined && statuses.includes(status);
const saying =
  (words: RegExp) =>
  ({ message }: Refusal): boolean =>
    words.test(message);

/**
 * Every refusal of OpenClaw 2026.9.6 in our words; the first rule that fits decides. Types and texts
 * were seen on the wire of a real gateway (`test/openclaw`). The provider's errors mostly come as
 * frames, since a stream has begun before the provider is called.
 */
const RULES: readonly Rule[] = [
  {
    reason: 'gateway_token_refused',
    code: 'AGENT_UNAVAILABLE',
    retryAfterS: 30,
    fits: ofType('unauthorized'),
  },
  { reason: 'gateway_locked', code: 'AGENT_UNAVAILABLE', retryAfterS: 15, fits: ofType('rate_limited') },
  {
    reason: 'provider_auth',
    code: 'AGENT_UNAVAILABLE',
    retryAfterS: 60,
    fits: ofType('authentication_error'),
  },
  {
    reason: 'provider_quota',
    code: 'AGENT_UNAVAILABLE',
    retryAfterS: 60,
    fits: ofType('insufficient_quota'),
  },
  {
    reason: 'provider_rate_limited',
    code: 'AGENT_OVERLOADED',
    retryAfterS: 2,
    fits: ofType('rate_limit_error'),
  },
  {
    // After a provider's 401, 402 or 403 the agent refuses to call it again for one to ten minutes.
    reason: 'provider_blocked',
    code: 'AGENT_UNAVAILABLE',
    retryAfterS: 60,
    fits: saying(/temporarily disabled after a provider auth\/billing failure/),
  },
  { reason: 'provider_timeout', code: 'AGENT_TIMEOUT', fits: saying(/^upstream provider timeout/) },
  { reason: 'provider_failed', code: 'AGENT_ERROR', fits: saying(/^upstream provider error/) },
  { reason: 'gateway_token_refused', code: 'AGENT_UNAVAILABLE', retryAfterS: 30, fits: ofStatus(401, 403) },
  { reason: 'provider_quota', code: 'AGENT_UNAVAILABLE', retryAfterS: 60, fits: ofStatus(402) },
  { reason: 'provider_timeout', code: 'AGENT_TIMEOUT', fits: ofStatus(408, 504) },
  { reason: 'provider_rate_limited', code: 'AGENT_OVERLOADED', retryAfterS: 2, fits: ofStatus(429) },
  { reason: 'gateway_not_ready', code: 'AGENT_UNAVAILABLE', retryAfterS: 5, fits: ofStatus(503) },
  {
    reason: 'misconfigured',
    code: 'AGENT_ERROR',
    fits: ({ status }) => status !== undefined && status < 500,
  },
  { reason: 'provider_refused', code: 'AGENT_ERROR', fits: ofType('invalid_request_error') },
];

const MAX_RETRY_AFTER_S = 60;

/** The error to answer with; carries none of the gateway's words. */
export function refusalError(refusal: Refusal): AppError {
  const rule = RULES.find(({ fits }) => fits(refusal));
  if (rule === undefined) return new AppError('AGENT_ERROR', { reason: 'gateway_failed' });
  const { code, reason, retryAfterS } = rule;
  if (retryAfterS === undefined) return new AppError(code, { reason });
  return new AppError(code, { reason, retryAfterS: namedWait(refusal) ?? retryAfterS });
}

/** The wait that the gateway names, in its header or, for a provider's, only in its text. */
function namedWait({ retryAfter, message }: Refusal): number | undefined {
  const seconds = retryAfter ?? /Retry-After: (\d{1,9})/i.exec(message)?.[1];
  if (seconds === undefined || !/^\d{1,9}$/.test(seconds)) return undefined;
  return Math.min(Math.max(Number(seconds), 1), MAX_RETRY_AFTER_S);
}

/**
 * System and undici codes that say no connection came about; the request was not sent, so another
 * gateway may safely be asked. A list and not a guess: after any other failure the run may have begun.
 */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

export function isNotConnected(error: unknown): boolean {
  return NOT_CONNECTED.has(codeOf(error));
}

/** What became of a request to which no gateway answered a single byte. */
export function noResponseError(cause: unknown): AppError {
  if (codeOf(cause) === 'UND_ERR_HEADERS_TIMEOUT') {
    return new AppError('AGENT_TIMEOUT', { reason: 'gateway_silent', cause });
  }
  const reason = isNotConnected(cause) ? 'gateway_unreachable' : 'gateway_disconnected';
  return new AppError('AGENT_UNAVAILABLE', { reason, retryAfterS: 5, cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
