import { AsyncLocalStorage } from 'node:async_hooks';
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
  /** Those that somebody here has looked at. */
  private readonly watched = new Set<Ask>();
  /** Those whose first words were to be put on record at once; when that fails, it is left to the next look. */
  private readonly opening = new Set<Ask>();
  private cancelTimer: CancelTimer | undefined;
  /** What is done for all of them is no part of the ask that happened to begin it: neither in logs nor in spans. */
  private readonly apart = AsyncLocalStorage.snapshot();

  constructor(
    private readonly recorder: TraceRecorder,
    private readonly clock: Clock,
  ) {}

  /** From the next look on the ask is on record, so that no process takes it along unseen. */
  add(ask: Ask): void {
    this.asks.set(ask.trace.id, ask);
    ask.onWaiting = () => this.noteWaiting(ask);
    this.cancelTimer ??= this.apart(() => this.clock.after(RENEWED_MS, () => void this.renew()));
  }

  remove(ask: Ask): void {
    this.asks.delete(ask.trace.id);
    this.recorded.delete(ask);
    this.watched.delete(ask);
    this.opening.delete(ask);
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
    this.watched.add(ask);
    if (ask.trace.status !== 'running' || this.recorded.get(ask) === ask.said) return;
    await this.save(ask);
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
    await Promise.allSettled(this.all().map((ask) => this.save(ask)));
    this.cancelTimer =
      this.asks.size === 0 ? undefined : this.clock.after(RENEWED_MS, () => void this.renew());
  }

  private noteWaiting(ask: Ask): void {
    if (!this.isFollowed(ask) || this.opening.has(ask)) return;
    this.opening.add(ask);
    void this.openNow(ask);
  }

  /** Where nobody reads along, the first words wait for the next look, and cost no write of their own. */
  private isFollowed(ask: Ask): boolean {
    return ask.start.command.stream || this.watched.has(ask);
  }

  private async openNow(ask: Ask): Promise<void> {
    try {
      await this.save(ask);
    } catch {
      // The recorder has said so; what waits is shown when the next look has put it on record, or with the end.
    }
  }

  /**
   * A copy is stored, because the trace itself tells how the ask ends, and may do so at any moment. With the first words
   * of an answer goes a record that there is one; only then they are shown.
   */
  private async save(ask: Ask): Promise<void> {
    if (ask.trace.status !== 'running') return;
    const { said, contentId } = ask;
    const { capture } = ask.start.snapshot.environment;
    await this.recorder.save({ ...ask.trace, answer: said === '' ? null : said, contentId }, capture);
    if (this.asks.has(ask.trace.id)) this.recorded.set(ask, said);
    if (said !== '') ask.open();
  }
}
