import type { ProviderStatus } from './behaviour.js';

export interface WireRefusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

export const UNAUTHORIZED: WireRefusal = { status: 401, type: 'unauthorized', message: 'Unauthorized' };

export const LOCKED_OUT: WireRefusal = {
  status: 429,
  type: 'rate_limited',
  message: 'Too many failed authentication attempts. Please try again later.',
};

export const INTERNAL: WireRefusal = { status: 500, type: 'api_error', message: 'internal error' };

export function invalid(message: string): WireRefusal {
  return { status: 400, type: 'invalid_request_error', message };
}

export const PROVIDER_TIMEOUT: WireRefusal = {
  status: 408,
  type: 'api_error',
  message: 'upstream provider timeout',
};

const PROVIDER_TYPES: Readonly<Partial<Record<ProviderStatus, string>>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'insufficient_quota',
  403: 'authentication_error',
  404: 'invalid_request_error',
  429: 'rate_limit_error',
};

/** What OpenClaw 2026.9.6 makes of a provider's error when its own retries are off. */
export function providerRefusal(status: ProviderStatus, retryAfterS?: number): WireRefusal {
  const type = PROVIDER_TYPES[status];
  if (status === 408) return PROVIDER_TIMEOUT;
  if (type === undefined) return { status: 502, type: 'api_error', message: 'upstream provider error' };
  const wait = retryAfterS === undefined ? '' : `; Retry-After: ${retryAfterS} seconds`;
  return { status, type, message: `${status} vendor text of a ${status}${wait}` };
}

/** The message is only told within a stream; a plain response says `internal error`. */
export function blockedMessage(minutes: 1 | 10): string {
  const wait = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return `Inline API key for provider "main" is temporarily disabled after a provider auth/billing failure. Retry after about ${wait}, or switch to a different auth profile/API key.`;
}
