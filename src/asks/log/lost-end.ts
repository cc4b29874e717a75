import { AppError } from '../../common/errors/app-error.js';
import { problemBody } from '../../http/problem.js';
import type { AskEnd } from './ask-event.js';
import type { AskLog } from './ask-log.js';
import { viewOf } from './view-of.js';

/** Seconds after which another try should find somebody who runs it. */
const RETRY_AFTER_S = 1;

const REASON = 'process_lost';

/** Why an ask failed whose process died. */
export function processLost(): AppError {
  return new AppError('AGENT_UNAVAILABLE', { reason: REASON, retryAfterS: RETRY_AFTER_S });
}

export function isProcessLost(error: AppError): boolean {
  return error.reason === REASON;
}

/**
 * The end of an ask whose process died.
 * @param now milliseconds since the Unix epoch
 */
export function lostEnd(log: AskLog, now: number): AskEnd {
  const { next: _, ...view } = viewOf(log, now);
  const error = problemBody(processLost(), view.traceId);
  return {
    type: 'error',
    data: { ...view, status: 'failed', error },
    retryAfterS: RETRY_AFTER_S,
    lost: true,
  };
}
