import { Injectable } from '@nestjs/common';

/** Stops a timer; calling it twice, or after the timer fired, is harmless. */
export type CancelTimer = () => void;

/** Time as a port, so that tests decide when it passes. */
export abstract class Clock {
  /** Milliseconds since the Unix epoch; may jump when the machine's clock is set. */
  abstract now(): number;
  /** Milliseconds from an arbitrary start, never going back: for durations. */
  abstract monotonic(): number;
  /** Calls `run` once after `ms` milliseconds. The timer alone does not keep the process alive. */
  abstract after(ms: number, run: () => void): CancelTimer;
}

@Injectable()
export class SystemClock extends Clock {
  override now(): number {
    return Date.now();
  }

  override monotonic(): number {
    return performance.now();
  }

  override after(ms: number, run: () => void): CancelTimer {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  }
}
