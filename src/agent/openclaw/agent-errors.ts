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
  /** What to tell clients when the gateway names no wait, in seconds. */
  readonly retryAfterS?: number;
  /** The same request fails in the same way until somebody has mended something. */
  readonly lasts?: true;
  readonly fits: (refusal: Refusal) => boolean;
}

const ofType =
  (...types: readonly string[]) =>
  (refusal: Refusal): boolean =>
    types.includes(refusal.type);
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
  { reason: 'gateway_overloaded', code: 'AGENT_OVERLOADED', retryAfterS: 1, fits: ofType('overloaded') },
  {
    reason: 'provider_auth',
    code: 'AGENT_UNAVAILABLE',
    retryAfterS: 60,
    fits: ofType('authentication_error', 'provider_auth_error'),
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
  // The plugin's own words, all but those that it shares with the gateway: `openclaw-plugin/README.md`.
  { reason: 'provider_timeout', code: 'AGENT_TIMEOUT', fits: ofType('timeout') },
  { reason: 'provider_failed', code: 'AGENT_ERROR', fits: ofType('provider_error') },
  { reason: 'provider_unreachable', code: 'AGENT_ERROR', fits: ofType('provider_unreachable') },
  { reason: 'provider_refused', code: 'AGENT_ERROR', lasts: true, fits: ofType('provider_refused') },
  { reason: 'invalid_tool_call', code: 'AGENT_ERROR', fits: ofType('invalid_tool_call') },
  {
    reason: 'model_unavailable',
    code: 'AGENT_UNAVAILABLE',
    retryAfterS: 30,
    fits: ofType('model_unavailable'),
  },
  {
    reason: 'misconfigured',
    code: 'AGENT_ERROR',
    lasts: true,
    fits: ofType('unknown_agent', 'model_not_found'),
  },
  { reason: 'prompt_not_replaced', code: 'AGENT_ERROR', fits: ofType('prompt_not_replaced') },
  { reason: 'gateway_token_refused', code: 'AGENT_UNAVAILABLE', retryAfterS: 30, fits: ofStatus(401, 403) },
  { reason: 'provider_quota', code: 'AGENT_UNAVAILABLE', retryAfterS: 60, fits: ofStatus(402) },
  { reason: 'provider_timeout', code: 'AGENT_TIMEOUT', fits: ofStatus(408, 504) },
  { reason: 'provider_rate_limited', code: 'AGENT_OVERLOADED', retryAfterS: 2, fits: ofStatus(429) },
  { reason: 'gateway_not_ready', code: 'AGENT_UNAVAILABLE', retryAfterS: 5, fits: ofStatus(503) },
  {
    reason: 'misconfigured',
    code: 'AGENT_ERROR',
    lasts: true,
    fits: ({ status }) => status !== undefined && status < 500,
  },
  { reason: 'provider_refused', code: 'AGENT_ERROR', lasts: true, fits: ofType('invalid_request_error') },
];

const MAX_RETRY_AFTER_S = 60;

/** Seconds from which on a wait is longer than anybody waits for an answer. */
const FUTILE_S = 10;

/** Seconds for which a model that keeps failing is left alone on a gateway. */
export const CIRCUIT_OPEN_S = 10;

/** The error to answer with; carries none of the gateway's words. */
export function refusalError(refusal: Refusal): AppError {
  const rule = RULES.find(({ fits }) => fits(refusal));
  if (rule === undefined) return new AppError('AGENT_ERROR', { reason: 'gateway_failed' });
  const { code, reason, retryAfterS, lasts = false } = rule;
  if (retryAfterS === undefined) return new AppError(code, { reason, ...(lasts && { secondTry: 'futile' }) });
  const namedS = namedWait(refusal);
  if (namedS !== undefined)
    return new AppError(code, { reason, retryAfterS: namedS, secondTry: 'after_wait' });
  return new AppError(code, { reason, retryAfterS, secondTry: retryAfterS < FUTILE_S ? 'soon' : 'futile' });
}

/** The wait that the gateway names, in its header or, for a provider's, only in its text. */
function namedWait({ retryAfter, message }: Refusal): number | undefined {
  const seconds = retryAfter ?? /Retry-After: (\d{1,9})/i.exec(message)?.[1];
  if (seconds === undefined || !/^\d{1,9}$/.test(seconds)) return undefined;
  return Math.min(Math.max(Number(seconds), 1), MAX_RETRY_AFTER_S);
}

/**
 * System and undici codes that say no connection came about. A list and not a guess: after any other
 * failure the run may have begun.
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

const TIMED_OUT: ReadonlySet<string> = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT']);

/** What a socket complained about: its code alone, because its own errors quote the gateway's address. */
class LinkFault extends Error {
  override readonly name = 'LinkFault';
}

/** For logs: what is safe to tell of an error that undici or Node threw. */
export function linkFault(error: unknown): Error {
  return new LinkFault(codeOf(error) || 'the connection failed');
}

/** What became of a request to which no gateway answered a single byte. */
export function noResponseError(error: unknown): AppError {
  const code = codeOf(error);
  const cause = linkFault(error);
  if (code === 'UND_ERR_HEADERS_TIMEOUT') {
    return new AppError('AGENT_TIMEOUT', { reason: 'gateway_silent', cause });
  }
  const reason = NOT_CONNECTED.has(code) ? 'gateway_unreachable' : 'gateway_disconnected';
  // Whoever was silent for as long as a connection may take will be silent for a moment more.
  const secondTry = TIMED_OUT.has(code) ? 'futile' : 'soon';
  return new AppError('AGENT_UNAVAILABLE', { reason, retryAfterS: 5, cause, secondTry });
}

/** How a gateway fails that the watch finds away. */
const AWAY: ReadonlySet<string | undefined> = new Set(['gateway_unreachable', 'gateway_not_ready']);

/** The same error, of a gateway that was known to be away: a moment more will not bring it back. */
export function stillAway(error: unknown): unknown {
  if (!(error instanceof AppError) || !AWAY.has(error.reason) || error.secondTry !== 'soon') return error;
  const { code, reason, retryAfterS, cause } = error;
  return new AppError(code, { reason, retryAfterS, cause, secondTry: 'futile' });
}

/** Failures of the gateway itself, whatever the model: the watch learns of them and of their end. */
const GATEWAY_FAULTS: ReadonlySet<string | undefined> = new Set([
  'gateway_unreachable',
  'gateway_disconnected',
  'gateway_not_ready',
  'gateway_overloaded',
  'gateway_token_refused',
  'gateway_locked',
  'stream_cut',
]);

export function isGatewayFault(error: unknown): boolean {
  return error instanceof AppError && GATEWAY_FAULTS.has(error.reason);
}

/** As long as nothing was said, another gateway may do better. */
export function mayPassElsewhere(error: unknown): boolean {
  return isGatewayFault(error) || (error instanceof AppError && error.reason === 'circuit_open');
}

/** What a request itself is to blame for, or nobody: says nothing about the health of a model. */
const HARMLESS: ReadonlySet<string | undefined> = new Set([
  'provider_refused',
  'provider_rate_limited',
  'invalid_tool_call',
  'misconfigured',
]);

/** Failures that count towards opening a model's circuit; neither a cancelled run nor a gateway's fault does. */
export function isBreakerFault(error: unknown): boolean {
  if (!(error instanceof AppError) || isGatewayFault(error)) return false;
  return error.code.startsWith('AGENT_') && !HARMLESS.has(error.reason);
}

/** The model is left alone on that gateway for now. */
export function circuitOpen(): AppError {
  const reason = 'circuit_open';
  return new AppError('AGENT_UNAVAILABLE', { reason, retryAfterS: CIRCUIT_OPEN_S, secondTry: 'futile' });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
