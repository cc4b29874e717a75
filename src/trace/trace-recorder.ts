import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { LiveConfig } from '../config/live-config.js';
import { auditOf } from './audit-record.js';
import { captured } from './capture.js';
import { OwedTraces } from './owed-traces.js';
import type { TraceRecord } from './trace-record.js';
import { TraceStore } from './trace-store.js';

/** Seconds after which a client may try again; storage that failed is looked at with every ask. */
const RETRY_AFTER_S = 5;

/**
 * Puts records into the store, with no more of a user's words than the environment wants to keep, and makes sure
 * that nobody overlooks it when that fails.
 */
@Injectable()
export class TraceRecorder {
  private readonly logger = new Logger(TraceRecorder.name);
  private failing = false;

  constructor(
    private readonly store: TraceStore,
    private readonly owed: OwedTraces,
    private readonly config: LiveConfig,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the record is durable: only then may what it tells of be shown to anybody.
   * @throws AppError `INTERNAL`, reason `trace_store`
   */
  async save(record: TraceRecord): Promise<void> {
    try {
      await this.store.save(...this.toBeKept(record));
      this.failing = false;
    } catch (cause) {
      this.failing = true;
      this.logger.error({ traceId: record.traceId, err: cause }, 'trace could not be stored');
      throw unwritable(cause);
    }
  }

  /** Stores a final record that could not be saved as soon as that is possible. */
  owe(record: TraceRecord): void {
    this.owed.add(...this.toBeKept(record));
  }

  /** To be called when every ask has ended: tries once more to store what is owed, and never rejects. */
  async settle(): Promise<void> {
    await this.owed.settle();
  }

  /**
   * The last record could not be stored, and since then nothing has said that the next one could; or others
   * still wait for that.
   */
  get isFailing(): boolean {
    return this.failing || this.owed.any;
  }

  /**
   * Resolves when a record is likely to be stored: nobody should pay for an answer that must then be
   * withheld. Costs nothing while all is well.
   * @throws AppError `INTERNAL`, reason `trace_store`
   */
  async ready(): Promise<void> {
    if (!this.isFailing) return;
    try {
      await this.store.check();
      this.failing = false;
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  private toBeKept(record: TraceRecord): Parameters<TraceStore['save']> {
    const { capture } = this.config.current.environment;
    // Of the whole answer, which is what was given and labelled.
    return [captured(record, capture), auditOf(record, this.clock.now())];
  }
}

function unwritable(cause: unknown): AppError {
  return new AppError('INTERNAL', { reason: 'trace_store', retryAfterS: RETRY_AFTER_S, cause });
}
