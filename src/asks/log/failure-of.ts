import { AppError } from '../../common/errors/app-error.js';
import type { AskEnd } from './ask-event.js';

/** The error of an ask that may have run elsewhere, for its problem to be answered with once more. */
export function failureOf({ data, retryAfterS }: Extract<AskEnd, { type: 'error' }>): AppError {
  const { code, detail, errors } = data.error;
  return new AppError(code, {
    detail,
    ...(errors !== undefined && { errors }),
    ...(retryAfterS !== undefined && { retryAfterS }),
  });
}
