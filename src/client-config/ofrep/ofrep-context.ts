import type { AskContext } from '../../common/ask-context.js';
import { AppError } from '../../common/errors/app-error.js';
import { isPlainObject } from '../../common/is-plain-object.js';
import { inputInvalid } from '../../http/validation.js';
import { readContext } from '../../intents/read-context.js';

/**
 * The context that a client sent, without the key that its token says better.
 * @throws AppError `INPUT_INVALID`; `USER_MISMATCH` when it speaks for somebody else
 */
export function ofrepContext(body: unknown, userId: string): AskContext {
  if (!isPlainObject(body)) throw inputInvalid([{ pointer: '', message: 'must be a JSON object' }]);
  const { context = {} }: { context?: unknown } = body;
  if (!isPlainObject(context)) throw inputInvalid([{ pointer: '/context', message: 'must be an object' }]);
  const { targetingKey, ...claims }: { targetingKey?: unknown } = context;
  if (targetingKey !== undefined && targetingKey !== null && targetingKey !== userId)
    throw new AppError('USER_MISMATCH', { detail: 'The targetingKey is not the user id of the token.' });
  const { value, errors } = readContext(claims, '/context');
  if (value === undefined) throw inputInvalid(errors);
  return value;
}
