import type { FastifyRequest } from 'fastify';
import { AppError } from '../../common/errors/app-error.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import { withProblemMembers } from '../../http/problem-members.js';

const CODES: Partial<Record<ErrorCode, string>> = {
  BODY_MALFORMED: 'PARSE_ERROR',
  INPUT_INVALID: 'INVALID_CONTEXT',
  USER_MISMATCH: 'INVALID_CONTEXT',
  NOT_FOUND: 'FLAG_NOT_FOUND',
};

/** Why a flag came to nothing for the context that a client sent: no fault of ours, and of the context only with this flag. */
export const UNEVALUATED = 'The rule of the flag cannot be evaluated for this context.';

/** A flag whose rule fails for the context, as OFREP's `evaluationFailure`. */
export function evaluationFailed(): AppError {
  return new AppError('INPUT_INVALID', { detail: UNEVALUATED, reason: 'flag_evaluation' });
}

/** Route configuration of OFREP's calls: their problems say in its words, too, what is wrong. */
export const OFREP_ROUTE = withProblemMembers((error, request) => ({
  ...keyOf(request),
  errorCode: codeOf(error),
  errorDetails: detailsOf(error),
}));

function codeOf({ code, reason }: AppError): string {
  return reason === 'flag_evaluation' ? 'GENERAL' : (CODES[code] ?? 'GENERAL');
}

function keyOf({ params }: FastifyRequest): { key?: string } {
  if (typeof params !== 'object' || params === null || !('key' in params)) return {};
  return typeof params.key === 'string' ? { key: params.key } : {};
}

function detailsOf({ errors = [], detail, problem }: AppError): string {
  const [first] = errors;
  return first === undefined ? (detail ?? problem.title) : `${first.pointer} ${first.message}`.trim();
}
