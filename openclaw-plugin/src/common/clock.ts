/** Stops a timer; calling it twice, or after the timer fired, is harmless. */
export type CancelTimer = () => void;

/** Time as a port, so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds. The timer alone does not keep the process alive. */
  after(ms: number, run: () => void): CancelTimer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
