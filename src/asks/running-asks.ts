import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type CancelTimer, Clock } from '../common/clock.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import type { Ask } from './ask.js';

/**
 * Milliseconds from one look at the running asks to the next. Each of them goes on record then, or has its record
 * renewed: it tells how far the ask has come, and that somebody still runs it.
 */
export const RENEWED_MS = 2000;

/** The asks that this process runs, and what is on record of them. */
@Injectable()
export class RunningAsks implements OnApplicationShutdown {
  /** By the id of their trace. */
  private readonly asks = new Map<string, Ask>();
  /** Those that are on record as running, with the answer so far that the record tells. */
  private readonly recorded = new Map<Ask, string>();
  private cancelTimer: CancelTimer | undefined;

  constructor(
    private readonly recorder: TraceRecorder,
    private readonly clock: Clock,
  ) {}

  /** From the next look on the ask is on record, so that no process takes it along unseen. */
  add(ask: Ask): void {
    this.asks.set(ask.trace.id, ask);
    this.cancelTimer ??= this.clock.after(RENEWED_MS, () => void this.renew());
  }

  remove(ask: Ask): void {
    this.asks.delete(ask.trace.id);
    this.recorded.delete(ask);
  }

  /** @param id of the ask's trace */
  get(id: string): Ask | undefined {
    return this.asks.get(id);
  }

  all(): readonly Ask[] {
    return [...this.asks.values()];
  }

  /**
   * Resolves when the ask is on record with what it has said until now: what somebody was told of a running ask
   * must outlive the process.
   * @throws AppError `INTERNAL` when it cannot be stored
   */
  async record(ask: Ask): Promise<void> {
    const { answer } = ask.log;
    if (ask.trace.status !== 'running' || this.recorded.get(ask) === answer) return;
    await this.save(ask, answer);
  }

  /** The answer so far of a running ask as far as it is on record. */
  onRecord(ask: Ask): string {
    return this.recorded.get(ask) ?? '';
  }

  onApplicationShutdown(): void {
    this.cancelTimer?.();
  }

  private async renew(): Promise<void> {
    // The recorder has said loudly when something could not be stored, and the next turn tries again.
    await Promise.allSettled(this.all().map((ask) => this.save(ask, ask.log.answer)));
    this.cancelTimer =
      this.asks.size === 0 ? undefined : this.clock.after(RENEWED_MS, () => void this.renew());
  }

  /** A copy is stored, because the trace itself tells how the ask ends, and may do so at any moment. */
  private async save(ask: Ask, answer: string): Promise<void> {
    if (ask.trace.status !== 'running') return;
    await this.recorder.save({ ...ask.trace, answer: answer === '' ? null : answer });
    if (this.asks.has(ask.trace.id)) this.recorded.set(ask, answer);
  }
}
