import type { CancelTimer, Clock } from '../common/clock.js';

interface Timer {
  readonly dueAt: number;
  readonly run: () => void;
}

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private readonly timers = new Set<Timer>();

  now(): number {
    return this.time;
  }

  after(ms: number, run: () => void): CancelTimer {
    const timer = { dueAt: this.time + ms, run };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  /** Fires what falls due, in order. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = [...this.timers]
        .filter(({ dueAt }) => dueAt <= end)
        .toSorted((a, b) => a.dueAt - b.dueAt);
      if (next === undefined) break;
      this.time = next.dueAt;
      this.timers.delete(next);
      next.run();
    }
    this.time = end;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.size;
  }
}
