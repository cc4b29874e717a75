import { HttpException } from '@nestjs/common';
import { AppError } from './app-error.js';
import type { ErrorCode } from './catalogue.js';

/** Error codes of Fastify (fastify/lib/errors.js) and of file serving, and what they are called in the contract. */
const FOREIGN_CODES: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_INVALID_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_MALFORMED',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_MALFORMED',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  ENAMETOOLONG: 'NOT_FOUND',
  ENOENT: 'NOT_FOUND',
};

/** What remains of foreign errors is told by their status alone. */
const STATUS_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'BODY_MALFORMED',
  401: 'UNAUTHENTICATED',
  403: 'NOT_FOUND',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  412: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  414: 'NOT_FOUND',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  416: 'NOT_FOUND',
  429: 'RATE_LIMITED',
};

/** Whatever was thrown, as an error of the catalogue; what nobody foresaw is `INTERNAL`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = foreignCode(thrown) ?? 'INTERNAL';
  return new AppError(code, { cause: thrown });
}

function foreignCode(thrown: unknown): ErrorCode | undefined {
  if (thrown instanceof HttpException) return STATUS_CODES[thrown.getStatus()];
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') {
    const known = FOREIGN_CODES[thrown.code];
    if (known !== undefined) return known;
  }
  return 'statusCode' in thrown && typeof thrown.statusCode === 'number'
    ? STATUS_CODES[thrown.statusCode]
    : undefined;
}
