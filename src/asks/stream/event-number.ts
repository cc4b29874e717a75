import { AppError } from '../../common/errors/app-error.js';

/**
 * The number of the last event that a client has; 0 for one that has none.
 * @param pointer where the client has said so
 * @throws AppError `INPUT_INVALID` for what is no number of an event
 */
export function eventNumber(value: unknown, pointer: string): number {
  if (value === undefined || value === '') return 0;
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  throw new AppError('INPUT_INVALID', {
    errors: [{ pointer, message: 'The number of an event is needed, as its `id` tells it.' }],
  });
}
