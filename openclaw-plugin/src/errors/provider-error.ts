import { saysNoConnection } from './no-connection.js';
import { type ErrorType, PluginError } from './plugin-error.js';
import { shortProviderText } from './provider-text.js';

/** What is known of a call that failed. */
export interface ProviderFailure {
  /** In the words of OpenClaw, with those of the provider in it. */
  readonly text: string;
  /** The HTTP status of the provider's answer, where OpenClaw says it apart from the text. */
  readonly status?: number | undefined;
  /** The provider's own error code. */
  readonly code?: string | undefined;
  /** OpenClaw says, apart from the text, that the connection broke. */
  readonly broken?: boolean;
}

/**
 * The error of a failed provider call. OpenClaw 2026.9.6 puts the provider's HTTP status before its
 * text (`429 slow down; Retry-After: 2 seconds`) and has no number there when no answer came at all, or
 * one that broke off or could not be read. That form is no documented contract: the live tests of this
 * repository hold it.
 */
export function providerError({
  text,
  status = leadingStatus(text),
  code,
  broken = false,
}: ProviderFailure): PluginError {
  if (broken || (status === undefined && saysNoConnection(text))) {
    return new PluginError('provider_unreachable', saying('The provider cannot be reached', text));
  }
  if (status === undefined) return new PluginError('provider_error', saying(WORDS.provider_error, text));
  const retryAfterS = waitOf(text);
  const type = code === 'insufficient_quota' ? code : typeOf(status);
  const details = { providerStatus: status, retryAfterS };
  // The provider's words about a key tend to quote it.
  if (type === 'provider_auth_error') return new PluginError(type, WORDS[type], details);
  return new PluginError(type, saying(WORDS[type], withoutStatus(text)), details);
}

type ProviderErrorType = Extract<ErrorType, keyof typeof WORDS>;

const WORDS = {
  rate_limit_error: 'The provider limits the rate',
  insufficient_quota: 'The account at the provider is used up',
  provider_auth_error: 'The provider refuses the credentials that OpenClaw has for it.',
  provider_refused: 'The provider refuses the request',
  provider_error: 'The provider failed',
} as const;

function typeOf(status: number): ProviderErrorType {
  switch (status) {
    case 429:
      return 'rate_limit_error';
    case 402:
      return 'insufficient_quota';
    case 401:
    case 403:
      return 'provider_auth_error';
    // The provider's own timeout: nothing is wrong with the request.
    case 408:
      return 'provider_error';
    default:
      return status < 500 ? 'provider_refused' : 'provider_error';
  }
}

function leadingStatus(text: string): number | undefined {
  const digits = /^\D{0,3}\b([45]\d\d)\b/.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function withoutStatus(text: string): string {
  return text.replace(/^\D{0,3}\b[45]\d\d\b\s*/, '');
}

function waitOf(text: string): number | undefined {
  const seconds = /Retry-After: (\d+(?:\.\d+)?) seconds?/i.exec(text)?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds));
}

function saying(words: string, text: string): string {
  const short = shortProviderText(text);
  return short === '' ? `${words}.` : `${words}: ${short}`;
}
