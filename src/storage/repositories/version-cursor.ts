import { AppError } from '../../common/errors/app-error.js';

const DECODED = /^v(\d{1,10})$/;

/** The place of a change in the history of its subject, newest first; a page ends at that of its last one. */
export function encodeVersionCursor(version: number): string {
  return Buffer.from(`v${version}`).toString('base64url');
}

/** @throws AppError `INPUT_INVALID` for anything that `encodeVersionCursor` did not make */
export function decodeVersionCursor(cursor: string): number {
  const [, digits] = DECODED.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  const version = Number(digits);
  if (digits === undefined || encodeVersionCursor(version) !== cursor) {
    throw new AppError('INPUT_INVALID', {
      errors: [{ pointer: '/cursor', message: 'must be the nextCursor of an earlier page' }],
    });
  }
  return version;
}
