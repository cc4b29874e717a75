import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { LiveConfig } from '../config/live-config.js';
import type { AuditRecord } from './audit-record.js';
import type { TraceRecord } from './trace-record.js';
import { TraceSpool } from './trace-spool.js';
import { TraceStore } from './trace-store.js';
import { TraceTally } from './trace-tally.js';

/** Milliseconds that an ask waits for a store where the spool could take its record instead. */
const PATIENCE_MS = 1_000;

/**
 * Makes records durable: in the store, or, where the environment wants it, in the spool as long as the store is down.
 * Versions of one record reach the store in the order in which they were saved, whichever way each of them goes.
 */
@Injectable()
export class DurableTraces {
  private readonly logger = new Logger(DurableTraces.name);
  private down = false;
  /** `TraceTally.spooled` when the store went down. */
  private spooledBefore = 0;

  constructor(
    private readonly store: TraceStore,
    private readonly spool: TraceSpool,
    private readonly config: LiveConfig,
    private readonly clock: Clock,
    private readonly tally: TraceTally,
  ) {}

  /** Resolves when the record will outlive this process. @throws AppError `INTERNAL`, reason `storage` or `trace_spool` */
  async save(record: TraceRecord, audit?: AuditRecord): Promise<void> {
    const trace = { record, audit };
    if (this.spool.holds(record.id) || (this.down && this.spools)) return this.addToSpool(trace);
    try {
      await this.inTime(this.store.save(record, audit));
    } catch (error) {
      this.noteFailure(error);
      if (!this.spools) throw error;
      return this.addToSpool(trace);
    }
    // An older version was given up while this one was on its way: it must not be stored over it.
    if (this.spool.holds(record.id)) return this.addToSpool(trace);
    if (!this.spools) this.noteWorks();
  }

  /** The store failed last, and since then nothing has said that it works. */
  get isDown(): boolean {
    return this.down;
  }

  /** Records wait for the store, or would have to: it does not know of all that has happened here. */
  get isBehind(): boolean {
    return this.down || this.spool.status.records > 0;
  }

  /** Whether the environment wants the spool to be used. */
  get spools(): boolean {
    return this.config.current.environment.storageFailure === 'spool';
  }

  /**
   * Resolves when a record is likely to become durable. Costs nothing while all is well.
   * @param doubted others could not be made durable, so that it is looked at in any case
   * @throws AppError `INTERNAL`, reason `storage`
   */
  async ready(doubted: boolean): Promise<void> {
    if ((!this.down && !doubted) || (await this.spoolTakes())) return;
    await this.tryStore();
  }

  /** Resolves when the store works. @throws AppError `INTERNAL`, reason `storage` */
  async tryStore(): Promise<void> {
    await this.inTime(this.store.check());
    this.noteWorks();
  }

  /** Whether asks go on without the store. */
  async spoolTakes(): Promise<boolean> {
    if (!this.spools) return false;
    try {
      await this.spool.check();
      return true;
    } catch {
      // Whoever could not write to it has said so.
      return false;
    }
  }

  private async addToSpool(trace: { record: TraceRecord; audit: AuditRecord | undefined }): Promise<void> {
    await this.spool.add(trace);
    this.tally.spooled += 1;
  }

  /** @throws Error when it takes too long where there is another way; what comes of it then is not looked at */
  private async inTime(work: Promise<void>): Promise<void> {
    if (!this.spools) return work;
    const late = Promise.withResolvers<never>();
    const cancelTimer = this.clock.after(PATIENCE_MS, () =>
      late.reject(new Error(`the store did not answer within ${PATIENCE_MS} ms`)),
    );
    try {
      await Promise.race([work, late.promise]);
    } finally {
      cancelTimer();
    }
  }

  /** Once for each outage: every ask would say the same. */
  private noteFailure(error: unknown): void {
    this.tally.failures += 1;
    if (this.down) return;
    this.down = true;
    this.spooledBefore = this.tally.spooled;
    this.logger.error({ err: error, spools: this.spools }, 'traces cannot be stored');
  }

  private noteWorks(): void {
    if (!this.down) return;
    this.down = false;
    this.logger.log({ spooled: this.tally.spooled - this.spooledBefore }, 'traces can be stored again');
  }
}
