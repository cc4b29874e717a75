import type { FastifyRequest } from 'fastify';
import type { AppError } from '../../common/errors/app-error.js';
import type { ErrorCode } from '../../common/errors/catalogue.js';
import { withProblemMembers } from '../../http/problem-members.js';

const CODES: Partial<Record<ErrorCode, string>> = {
  BODY_MALFORMED: 'PARSE_ERROR',
  INPUT_INVALID: 'INVALID_CONTEXT',
  USER_MISMATCH: 'INVALID_CONTEXT',
  NOT_FOUND: 'FLAG_NOT_FOUND',
};

/** Route configuration of OFREP's calls: their problems say in its words, too, what is wrong. */
export const OFREP_ROUTE = withProblemMembers((error, request) => ({
  ...keyOf(request),
  errorCode: CODES[error.code] ?? 'GENERAL',
  errorDetails: detailsOf(error),
}));

function keyOf({ params }: FastifyRequest): { key?: string } {
  if (typeof params !== 'object' || params === null || !('key' in params)) return {};
  return typeof params.key === 'string' ? { key: params.key } : {};
}

function detailsOf({ errors = [], detail, problem }: AppError): string {
  const [first] = errors;
  return first === undefined ? (detail ?? problem.title) : `${first.pointer} ${first.message}`.trim();
}
