import { AppError } from '../../common/errors/app-error.js';

/** The place of a trace, or of anything else that began once, among all, newest first; a page ends at that of its last one. */
export interface TraceKey {
  readonly startedAt: number;
  readonly id: string;
}

const DECODED = /^(\d{1,15}):([\w.:-]{1,64})$/;

export function encodeCursor({ startedAt, id }: TraceKey): string {
  return Buffer.from(`${startedAt}:${id}`).toString('base64url');
}

/** @throws AppError `INPUT_INVALID` for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): TraceKey {
  const bytes = Buffer.from(cursor, 'base64url');
  const [, startedAt, id] = DECODED.exec(bytes.toString('utf8')) ?? [];
  // The decoder skips what is not base64url, so only a cursor that encodes back to itself is ours.
  if (startedAt === undefined || id === undefined || bytes.toString('base64url') !== cursor) {
    throw new AppError('INPUT_INVALID', {
      errors: [{ pointer: '/cursor', message: 'must be the nextCursor of an earlier page' }],
    });
  }
  return { startedAt: Number(startedAt), id };
}
