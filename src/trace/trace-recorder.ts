import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import type { CaptureLevel } from '../config/snapshot.js';
import { auditOf } from './audit-record.js';
import { captured } from './capture.js';
import { DurableTraces } from './durable-traces.js';
import { OwedTraces } from './owed-traces.js';
import type { TraceRecord } from './trace-record.js';
import type { TraceStore } from './trace-store.js';

/** Seconds after which a client may try again; storage that failed is looked at with every ask. */
const RETRY_AFTER_S = 5;

/** Puts traces on record, with no more of a user's words than the environment wants to keep. */
@Injectable()
export class TraceRecorder {
  constructor(
    private readonly traces: DurableTraces,
    private readonly owed: OwedTraces,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the record is durable: only then may what it tells of be shown to anybody.
   * @param capture what the configuration that the record names keeps
   * @throws AppError `INTERNAL`, reason `trace_store`
   */
  async save(record: TraceRecord, capture: CaptureLevel): Promise<void> {
    try {
      await this.traces.save(...this.toBeKept(record, capture));
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  /** Stores a final record that could not be saved as soon as that is possible. @param capture as for `save` */
  owe(record: TraceRecord, capture: CaptureLevel): void {
    this.owed.add(...this.toBeKept(record, capture));
  }

  /** To be called when every ask has ended: tries once more to store what is owed, and never rejects. */
  async settle(): Promise<void> {
    await this.owed.settle();
  }

  /** Whether a record that is worth little had better not be saved: it is likely to fail, or others wait for that. */
  get isFailing(): boolean {
    return (this.traces.isDown && !this.traces.spools) || this.owed.any;
  }

  /** The store does not know of all that has happened here. */
  get isBehind(): boolean {
    return this.traces.isBehind || this.owed.any;
  }

  /**
   * Resolves when a record is likely to become durable: nobody should pay for an answer that must then be
   * withheld. Costs nothing while all is well.
   * @throws AppError `INTERNAL`, reason `trace_store`
   */
  async ready(): Promise<void> {
    if (this.owed.isFull) throw unwritable(undefined);
    try {
      await this.traces.ready(this.owed.any);
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  private toBeKept(record: TraceRecord, capture: CaptureLevel): Parameters<TraceStore['save']> {
    // Of the whole answer, which is what was given and labelled.
    return [captured(record, capture), auditOf(record, this.clock.now())];
  }
}

function unwritable(cause: unknown): AppError {
  return new AppError('INTERNAL', { reason: 'trace_store', retryAfterS: RETRY_AFTER_S, cause });
}
