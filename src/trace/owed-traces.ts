import { Injectable, Logger } from '@nestjs/common';
import { type CancelTimer, Clock } from '../common/clock.js';
import type { AuditRecord } from './audit-record.js';
import { DurableTraces } from './durable-traces.js';
import type { TraceRecord } from './trace-record.js';
import { TraceTally } from './trace-tally.js';

/** Milliseconds from one try to the next. */
const RETRY_MS = 2_000;
/** Records that may be owed at a time. */
const MOST = 1_000;
/** Records in one try, so that what asks store meanwhile finds room beside them. */
const AT_ONCE = 64;
/** Refusals by a store that works, after which it must be the record itself that cannot be stored. */
const MOST_REFUSALS = 30;

interface Owed {
  readonly record: TraceRecord;
  readonly audit: AuditRecord | undefined;
  refusals: number;
}

/** Final records that could not be made durable: each is kept and tried again until it is. Bounded. */
@Injectable()
export class OwedTraces {
  private readonly logger = new Logger(OwedTraces.name);
  /** Oldest first. */
  private readonly owed = new Set<Owed>();
  private cancelTimer: CancelTimer | undefined;
  private trying: Promise<void> = Promise.resolve();

  constructor(
    private readonly traces: DurableTraces,
    private readonly clock: Clock,
    private readonly tally: TraceTally,
  ) {}

  get count(): number {
    return this.owed.size;
  }

  get any(): boolean {
    return this.count > 0;
  }

  /** Another one would push out the oldest: no ask should begin that may owe one. */
  get isFull(): boolean {
    return this.count >= MOST;
  }

  /** Where there are too many, the oldest is dropped. */
  add(record: TraceRecord, audit?: AuditRecord): void {
    const [oldest] = this.owed;
    if (oldest !== undefined && this.isFull) this.drop(oldest);
    this.owed.add({ record, audit, refusals: 0 });
    this.tryLater();
  }

  /** To be called when nothing more will be owed. Resolves after a last try; never rejects. */
  async settle(): Promise<void> {
    await this.trying;
    this.cancelTimer?.();
    await this.tryAll();
    for (const owed of this.owed) this.drop(owed);
  }

  private tryLater(): void {
    this.cancelTimer ??= this.clock.after(RETRY_MS, () => {
      this.trying = this.tryAgain();
    });
  }

  private async tryAgain(): Promise<void> {
    await this.tryAll();
    this.cancelTimer = undefined;
    if (this.any) this.tryLater();
  }

  private async tryAll(): Promise<void> {
    if (!this.any || !(await this.canBeStored())) return;
    const all = [...this.owed];
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const stored = await Promise.all(all.slice(at, at + AT_ONCE).map((owed) => this.tryOne(owed)));
      if (!stored.includes(true)) return;
    }
    this.logger.log({ tried: all.length, owed: this.owed.size }, 'owed traces were stored');
  }

  private async canBeStored(): Promise<boolean> {
    if (await this.traces.spoolTakes()) return true;
    try {
      await this.traces.tryStore();
      return true;
    } catch {
      // Whoever wanted to store them has said so loudly.
      return false;
    }
  }

  /** Whether it is stored. */
  private async tryOne(owed: Owed): Promise<boolean> {
    try {
      await this.traces.save(owed.record, owed.audit);
      this.owed.delete(owed);
      return true;
    } catch (error) {
      owed.refusals += 1;
      if (owed.refusals >= MOST_REFUSALS) this.drop(owed, error);
      return false;
    }
  }

  private drop(owed: Owed, error?: unknown): void {
    this.owed.delete(owed);
    this.tally.dropped += 1;
    const { id, traceId } = owed.record;
    this.logger.error({ id, traceId, ...(error !== undefined && { err: error }) }, 'trace was dropped');
  }
}
