import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { isTraceId } from '../../common/ids.js';
import { LiveConfig } from '../../config/live-config.js';
import { AskMetrics } from '../../metrics/ask-metrics.js';
import { capturedFeedback } from '../../trace/capture.js';
import type { Feedback } from '../../trace/trace-record.js';
import { TraceStore } from '../../trace/trace-store.js';
import { AsksService } from '../asks.service.js';
import type { AskLog } from '../log/ask-log.js';

/** Seconds after which a client may try again. */
const RETRY_AFTER_S = 5;

/** Keeps what users think of the answers they got, also while those are being written, in whatever process. */
@Injectable()
export class Feedbacks {
  constructor(
    private readonly asks: AsksService,
    private readonly store: TraceStore,
    private readonly config: LiveConfig,
    private readonly metrics: AskMetrics,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when it is stored with the newest ask that the user has begun by that traceId, in place of an earlier one.
   * @param comment normalised; as much of it is kept as the environment keeps of texts
   * @throws AppError `NOT_FOUND`, also for asks of other users; `INTERNAL` when it cannot be stored
   */
  async give(
    userId: string,
    traceId: string,
    rating: Feedback['rating'],
    comment: string | undefined,
  ): Promise<void> {
    if (!isTraceId(traceId)) throw notFound();
    const log = await this.logOf(userId, traceId);
    if (log !== undefined) await this.asks.recordAnyhow(log);
    const said = comment === undefined || comment.trim() === '' ? {} : { comment };
    const feedback = capturedFeedback(
      { rating, ...said, at: this.clock.now() },
      this.config.current.environment.capture,
    );
    // Where a log tells which ask is the newest, an older one of the same traceId is not meant.
    const rated = await this.store.giveFeedback(
      { userId, traceId, ...(log !== undefined && { id: log.head.id }) },
      feedback,
    );
    if (rated === null) throw log === undefined ? notFound() : notOnRecord();
    this.metrics.rated(rated, rating);
  }

  /** Undefined where there is none, or nobody can tell: then the traces do. */
  private async logOf(userId: string, traceId: string): Promise<AskLog | undefined> {
    try {
      return await this.asks.find(userId, traceId);
    } catch (error) {
      if (error instanceof AppError && (error.code === 'NOT_FOUND' || error.reason === 'ask_logs'))
        return undefined;
      throw error;
    }
  }
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', { detail: 'There is no such ask.' });
}

/** It is there, but its record is still owed, or its process has not stored one yet. */
function notOnRecord(): AppError {
  return new AppError('INTERNAL', { reason: 'trace_store', retryAfterS: RETRY_AFTER_S });
}
