import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aTrace } from '../../../test/support/a-trace.js';
import { AppError } from '../../common/errors/app-error.js';
import { decodeCursor, encodeCursor } from './trace-cursor.js';

describe('trace cursor', () => {
  it('comes back as the key that it was made of', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat().map((n) => n % 1e15),
        fc.uuid({ version: 7 }),
        (startedAt, id) => {
          expect(decodeCursor(encodeCursor(aTrace({ startedAt, id })))).toEqual({ startedAt, id });
        },
      ),
    );
  });

  it('is refused unless it is one, letter for letter', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.string().map((text) => Buffer.from(text).toString('base64url')),
    );
    fc.assert(
      fc.property(hostile, (cursor) => {
        expect(['/cursor is refused', cursor]).toContain(thereAndBack(cursor));
      }),
    );
  });
});

function thereAndBack(cursor: string): string {
  try {
    return encodeCursor(decodeCursor(cursor));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
    return `${error.errors?.[0]?.pointer} is refused`;
  }
}
