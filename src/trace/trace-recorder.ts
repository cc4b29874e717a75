import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import type { TraceRecord } from './trace-record.js';
import { TraceStore } from './trace-store.js';

/** Puts records into the store, and makes sure that nobody overlooks it when that fails. */
@Injectable()
export class TraceRecorder {
  private readonly logger = new Logger(TraceRecorder.name);

  constructor(private readonly store: TraceStore) {}

  /**
   * Resolves when the record is durable: only then may what it tells of be shown to anybody.
   * @throws AppError `INTERNAL`, reason `trace_store`
   */
  async save(record: TraceRecord): Promise<void> {
    try {
      await this.store.save(record);
    } catch (cause) {
      this.logger.error({ traceId: record.traceId, err: cause }, 'trace could not be stored');
      throw new AppError('INTERNAL', { reason: 'trace_store', cause });
    }
  }
}
