/** Every way in which a request can fail, and the HTTP status that says so. */
export const ERROR_STATUS = {
  /** The request itself is wrong. */
  invalid_request_error: 400,
  unknown_agent: 400,
  /** Neither an alias nor a model that the configuration allows. */
  model_not_found: 404,
  /** This OpenClaw lacks the SDK parts that the engine needs. */
  engine_unavailable: 501,
  /** `maxInflight` requests are being served. */
  overloaded: 503,
  /** OpenClaw cannot prepare the model: credentials missing, provider unknown. */
  model_unavailable: 503,
  rate_limit_error: 429,
  insufficient_quota: 402,
  /** The provider refused OpenClaw's key. Not 401, which means that the gateway's token is wrong. */
  provider_auth_error: 502,
  /** The provider answered 4xx: it was asked something that it does not do. */
  provider_refused: 422,
  /** The provider answered 5xx or 408, or what OpenClaw cannot read. */
  provider_error: 502,
  /** The model called a tool in a way that cannot be handed over. */
  invalid_tool_call: 502,
  /** The connection to the provider was refused, or broke. */
  provider_unreachable: 502,
  /** `timeout_ms` passed. */
  timeout: 504,
  /** OpenClaw did not replace its own system prompt by the caller's. */
  prompt_not_replaced: 500,
  internal_error: 500,
} as const;

export type ErrorType = keyof typeof ERROR_STATUS;

export interface ErrorDetails {
  /** Where the type's own does not say it all: 405 and 413. */
  readonly status?: number;
  readonly providerStatus?: number | undefined;
  /** Seconds after which another try may succeed. */
  readonly retryAfterS?: number | undefined;
  readonly cause?: unknown;
}

/** A failure that the caller is told: its message holds no key and no text of a prompt. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
  readonly status: number;
  readonly providerStatus: number | undefined;
  readonly retryAfterS: number | undefined;

  constructor(
    readonly type: ErrorType,
    message: string,
    { status, providerStatus, retryAfterS, cause }: ErrorDetails = {},
  ) {
    super(message, { cause });
    this.status = status ?? ERROR_STATUS[type];
    this.providerStatus = providerStatus;
    this.retryAfterS = retryAfterS;
  }
}

/** @param at the field that is wrong, such as `messages[2].content`. */
export function invalid(at: string, problem: string): PluginError {
  return new PluginError('invalid_request_error', `${at} ${problem}`);
}

/** The failure as the caller is told it. What nobody foresaw is told without its words. */
export function asPluginError(error: unknown): PluginError {
  if (error instanceof PluginError) return error;
  return new PluginError('internal_error', 'The plugin failed; its log says more.', { cause: error });
}
