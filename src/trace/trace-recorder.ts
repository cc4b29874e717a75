import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { TraceRecord } from './trace-record.js';
import { TraceStore } from './trace-store.js';

/** Seconds after which a client may try again; storage that failed is looked at with every ask. */
const RETRY_AFTER_S = 5;

/** Puts records into the store, and makes sure that nobody overlooks it when that fails. */
@Injectable()
export class TraceRecorder {
  private readonly logger = new Logger(TraceRecorder.name);
  private failing = false;

  constructor(private readonly store: TraceStore) {}

  /**
   * Resolves when the record is durable: only then may what it tells of be shown to anybody.
   * @throws AppError `INTERNAL`, reason `trace_store`
   */
  async save(record: TraceRecord): Promise<void> {
    try {
      await this.store.save(record);
      this.failing = false;
    } catch (cause) {
      this.failing = true;
      this.logger.error({ traceId: record.traceId, err: cause }, 'trace could not be stored');
      throw unwritable(cause);
    }
  }

  /** The last record could not be stored, and since then nothing has said that the next one could. */
  get isFailing(): boolean {
    return this.failing;
  }

  /**
   * Resolves when a record is likely to be stored: nobody should pay for an answer that must then be
   * withheld. Costs nothing while all is well.
   * @throws AppError `INTERNAL`, reason `trace_store`
   */
  async ready(): Promise<void> {
    if (!this.failing) return;
    try {
      await this.store.check();
      this.failing = false;
    } catch (cause) {
      throw unwritable(cause);
    }
  }
}

function unwritable(cause: unknown): AppError {
  return new AppError('INTERNAL', { reason: 'trace_store', retryAfterS: RETRY_AFTER_S, cause });
}
