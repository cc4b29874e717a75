import type { AppError } from '../../common/errors/app-error.js';
import { problemBody } from '../../http/problem.js';
import type { AskEnd } from './ask-event.js';
import type { AskLog } from './ask-log.js';
import { viewOf } from './view-of.js';

/**
 * The end of an ask that had the place of its traceId, and was refused before anybody worked on it.
 * @param now milliseconds since the Unix epoch
 */
export function refusedEnd(log: AskLog, refusal: AppError, now: number): AskEnd {
  const { next: _, ...view } = viewOf(log, now);
  const { retryAfterS } = refusal;
  return {
    type: 'error',
    data: { ...view, status: 'failed', error: problemBody(refusal, view.traceId) },
    ...(retryAfterS !== undefined && { retryAfterS }),
    refused: true,
  };
}

/** It never began: its place is free for anybody's next try. */
export function isRefused({ end }: AskLog): boolean {
  return end?.type === 'error' && end.refused === true;
}
