import { digest } from '../common/digest.js';
import { AppError } from '../common/errors/app-error.js';
import type { AskCommand } from '../intents/ask-command.js';
import type { AskLog } from './log/ask-log.js';

/** What calls by one traceId must have in common to be about one ask. */
export function fingerprintOf({ intent, input, context, profileHint }: AskCommand): string {
  return digest({ intent: intent.name, input, context, profileHint });
}

/** @throws AppError `TRACE_ID_CONFLICT` when something else was asked */
export function assertSame({ head }: AskLog, command: AskCommand): void {
  if (head.fingerprint !== fingerprintOf(command)) throw new AppError('TRACE_ID_CONFLICT');
}
