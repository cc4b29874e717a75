import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors/app-error.js';
import { isTraceId } from '../../common/ids.js';
import { pause } from '../../common/pause.js';
import { LiveConfig } from '../../config/live-config.js';
import type { CaptureLevel } from '../../config/snapshot.js';
import { AskMetrics } from '../../metrics/ask-metrics.js';
import { capturedFeedback, stricter } from '../../trace/capture.js';
import { ConfigArchive } from '../../trace/config-archive.js';
import type { Feedback, TraceRecord } from '../../trace/trace-record.js';
import { type AskOfUser, type RatedAsk, TraceStore } from '../../trace/trace-store.js';
import { AsksService } from '../asks.service.js';
import type { AskLog } from '../log/ask-log.js';
import { RENEWED_MS } from '../running-asks.js';

/** Milliseconds after which an ask that runs in another process is on record. */
const ON_RECORD_MS = RENEWED_MS + 500;
/** Records of one traceId that are looked at: the ask, and what was refused by that traceId later. */
const NEWEST = 20;
/** Seconds after which a client may try again. */
const RETRY_AFTER_S = 5;

/** Keeps what users think of the answers they got, also while those are being written, in whatever process. */
@Injectable()
export class Feedbacks {
  constructor(
    private readonly asks: AsksService,
    private readonly store: TraceStore,
    private readonly archive: ConfigArchive,
    private readonly config: LiveConfig,
    private readonly metrics: AskMetrics,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when it is stored with the newest ask that the user has begun by that traceId, in place of an earlier one.
   * @param comment normalised; as much of it is kept as of the texts of its ask, and as of texts now
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
    const feedback = { rating, ...said, at: this.clock.now() };
    this.metrics.rated(await this.keep({ userId, traceId }, log, feedback), rating);
  }

  private async keep(ask: AskOfUser, log: AskLog | undefined, feedback: Feedback): Promise<RatedAsk> {
    if (log === undefined) {
      const rated = await this.rate(ask, feedback);
      if (rated === null) throw notFound();
      return rated;
    }
    // The log tells which ask is the newest: an older one of the same traceId is not meant.
    const newest = { ...ask, id: log.head.id };
    const rated = await this.rate(newest, feedback);
    if (rated !== null) return rated;
    if (log.end === undefined) await pause(ON_RECORD_MS, new AbortController().signal, this.clock);
    const later = await this.rate(newest, feedback);
    if (later === null) throw notOnRecord();
    return later;
  }

  private async rate(ask: AskOfUser, feedback: Feedback): Promise<RatedAsk | null> {
    const level = feedback.comment === undefined ? 'full' : await this.captureOf(ask);
    return this.store.giveFeedback(ask, capturedFeedback(feedback, level));
  }

  /** Of a comment no more is kept than of the ask that it is about, nor than is kept now. */
  private async captureOf({ userId, traceId, id }: AskOfUser): Promise<CaptureLevel> {
    const { digest, environment } = this.config.current;
    const { records } = await this.store.search({ userId, traceId, origin: 'ask' }, { limit: NEWEST });
    const record = records.find((one) => (id === undefined ? hasBegun(one) : one.id === id));
    if (record === undefined || record.configDigest === digest) return environment.capture;
    const config = await this.archive.findConfig(record.configDigest);
    return stricter(environment.capture, config?.policy.capture ?? environment.capture);
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

/** What the store takes for an ask that can be rated. */
function hasBegun({ status, profile }: TraceRecord): boolean {
  return status !== 'refused' && profile !== null;
}

function notFound(): AppError {
  return new AppError('NOT_FOUND', { detail: 'There is no such ask.' });
}

/** It is there, but its record is still owed. */
function notOnRecord(): AppError {
  return new AppError('INTERNAL', { reason: 'trace_store', retryAfterS: RETRY_AFTER_S });
}
