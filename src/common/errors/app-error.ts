import { ERRORS, type ErrorCode, type Problem } from './catalogue.js';

/**
 * One fault in a request body: `pointer` is a JSON pointer (RFC 6901) such as `/input/text`. Of configuration files it is
 * the place, such as `config/env-policy.yaml:3:5 environments.dev`.
 */
export interface FieldError {
  readonly pointer: string;
  readonly message: string;
}

/**
 * Whether the same is worth trying again before anybody is told of the failure: `soon`, after a pause of
 * our own choice; `after_wait`, not before `retryAfterS`, because the other side said so; `futile`, when
 * it would take longer than somebody waits for an answer.
 */
export type SecondTry = 'soon' | 'after_wait' | 'futile';

export interface AppErrorOptions {
  /** Shown to clients: never a prompt, token, internal address or vendor text. */
  detail?: string;
  errors?: readonly FieldError[];
  /** Seconds; becomes the `Retry-After` header. */
  retryAfterS?: number | undefined;
  /** Default `soon`. */
  secondTry?: SecondTry;
  /**
   * For logs and traces only: a short classification such as `provider_rate_limited`. Ours, not the
   * vendor's words, because those may quote keys or user text.
   */
  reason?: string | undefined;
  cause?: unknown;
}

/** The only error that is meant to reach a client; anything else becomes `INTERNAL`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly retryAfterS: number | undefined;
  readonly secondTry: SecondTry;
  readonly reason: string | undefined;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.detail ?? ERRORS[code].title, { cause: options.cause });
    this.detail = options.detail;
    this.errors = options.errors;
    this.retryAfterS = options.retryAfterS;
    this.secondTry = options.secondTry ?? 'soon';
    this.reason = options.reason;
  }

  get problem(): Problem {
    return ERRORS[this.code];
  }
}
