import { ForbiddenException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { AppError } from './app-error.js';
import { toAppError } from './to-app-error.js';

const coded = (fields: object): Error => Object.assign(new Error('secret words of a library'), fields);

describe('toAppError', () => {
  it('passes our own errors on', () => {
    const error = new AppError('QUOTA_EXCEEDED');
    expect(toAppError(error)).toBe(error);
  });

  it.each([
    [coded({ code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }), 'BODY_TOO_LARGE'],
    [coded({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE', statusCode: 415 }), 'UNSUPPORTED_MEDIA_TYPE'],
    [coded({ statusCode: 400 }), 'BODY_MALFORMED'],
    [new NotFoundException(), 'NOT_FOUND'],
    [new ForbiddenException(), 'NOT_FOUND'],
    [coded({ statusCode: 416 }), 'NOT_FOUND'],
    [coded({ code: 'ENAMETOOLONG' }), 'NOT_FOUND'],
    [coded({}), 'INTERNAL'],
    ['a string', 'INTERNAL'],
    [undefined, 'INTERNAL'],
  ])('calls %s %s', (thrown, code) => {
    expect(toAppError(thrown).code).toBe(code);
  });

  it('keeps the words of others to itself', () => {
    const { message, detail, cause } = toAppError(coded({ statusCode: 400 }));
    expect(message).not.toContain('secret');
    expect(detail).toBeUndefined();
    expect(cause).toBeInstanceOf(Error);
  });
});
