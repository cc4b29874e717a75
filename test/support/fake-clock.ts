import { type CancelTimer, Clock } from '../../src/common/clock.js';

interface Timer {
  readonly ms: number;
  readonly dueAt: number;
  readonly run: () => void;
}

/** Time that passes only when a test says so. Starts on 2026-01-01T00:00:00Z unless told otherwise. */
export class FakeClock extends Clock {
  private elapsed = 0;
  private readonly timers = new Set<Timer>();
  private readonly watchers = new Set<() => void>();

  constructor(private readonly epoch = Date.UTC(2026, 0, 1)) {
    super();
  }

  override now(): number {
    return this.epoch + this.elapsed;
  }

  override monotonic(): number {
    return this.elapsed;
  }

  override after(ms: number, run: () => void): CancelTimer {
    const timer = { ms, dueAt: this.elapsed + ms, run };
    this.timers.add(timer);
    for (const watch of this.watchers) watch();
    return () => void this.timers.delete(timer);
  }

  /** Fires what falls due, in order; timers set meanwhile fire too when their time comes within `ms`. */
  advance(ms: number): void {
    const end = this.elapsed + ms;
    for (let timer = this.nextDue(end); timer !== undefined; timer = this.nextDue(end)) {
      this.elapsed = Math.max(this.elapsed, timer.dueAt);
      this.timers.delete(timer);
      timer.run();
    }
    this.elapsed = end;
  }

  /** Time that passes while the process stands still: what falls due fires behind it, late. */
  stall(ms: number): void {
    this.elapsed += ms;
    this.advance(0);
  }

  /** The delays of the timers that wait now. */
  get pending(): number[] {
    return [...this.timers].map(({ ms }) => ms);
  }

  /** Resolves with the delay of a waiting timer that `matches`, as soon as there is one. */
  async untilTimer(matches: (ms: number) => boolean = () => true): Promise<number> {
    for (;;) {
      const found = this.pending.find((ms) => matches(ms));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const watch = (): void => {
          this.watchers.delete(watch);
          resolve();
        };
        this.watchers.add(watch);
      });
    }
  }

  private nextDue(end: number): Timer | undefined {
    return [...this.timers].filter(({ dueAt }) => dueAt <= end).toSorted((a, b) => a.dueAt - b.dueAt)[0];
  }
}
