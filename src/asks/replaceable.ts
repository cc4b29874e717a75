import { ERRORS } from '../common/errors/catalogue.js';
import type { AskCommand } from '../intents/ask-command.js';
import { assertSame } from './fingerprint.js';
import type { AskLog } from './log/ask-log.js';
import { isRefused } from './log/refused-end.js';

/**
 * An ask that failed for a reason that may pass is not joined, unless a tool has run: another try may succeed. So may
 * that of a user who had to log in again for it.
 */
export function isReplaceable(log: AskLog): boolean {
  if (isRefused(log)) return true;
  if (log.end?.type !== 'error' || log.end.acted) return false;
  const { code } = log.end.data.error;
  const { retryable, status } = ERRORS[code];
  return retryable || status >= 500 || code === 'TOKEN_EXPIRED';
}

/** As `isReplaceable`, by that call. @throws AppError `TRACE_ID_CONFLICT` */
export function mayBeReplaced(log: AskLog, command: AskCommand): boolean {
  if (!isRefused(log)) assertSame(log, command);
  return isReplaceable(log);
}
