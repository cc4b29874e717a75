import type { AppError, FieldError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The body of every error (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly traceId: string;
  readonly errors?: readonly FieldError[];
}

/** @param debug adds our classification of the failure to `detail` (`debug_errors` of an environment) */
export function problemBody(error: AppError, traceId: string, debug = false): ProblemBody {
  const { status, title } = error.problem;
  const detail = error.detail ?? title;
  return {
    type: `urn:miniask:error:${error.code}`,
    title,
    status,
    code: error.code,
    detail: debug && error.reason !== undefined ? `${detail} (${error.reason})` : detail,
    traceId,
    ...(error.errors !== undefined && { errors: error.errors }),
  };
}

/** Headers that belong to the error itself. */
export function problemHeaders(error: AppError): Record<string, string> {
  return {
    'content-type': `${PROBLEM_MEDIA_TYPE}; charset=utf-8`,
    ...(error.problem.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(error.retryAfterS !== undefined && { 'retry-after': String(Math.ceil(error.retryAfterS)) }),
  };
}
