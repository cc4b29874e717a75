import { AppError } from '../common/errors/app-error.js';
import type { CancelTimer, Clock } from '../common/clock.js';
import type { AgentEvent } from './agent-client.js';

export interface Deadlines {
  /** Milliseconds until the first content, from the moment that somebody works on the run. */
  readonly firstContentMs: number;
  /** Milliseconds until the end of the run, from the same moment. */
  readonly totalMs: number;
  /** The total counts from the call on, for a run that goes on with what has begun: its waiting is part of that. */
  readonly waitCounts?: boolean;
}

/**
 * Runs the agent against the clock, which starts with the first `run` event: waiting for a free place is
 * not the model's fault, and is bounded where it happens. A run that is late is aborted, like one whose
 * `outer` signal aborts or whose events nobody wants any more.
 * @throws AppError `AGENT_TIMEOUT` with reason `first_content` or `total`; the reason of `outer`;
 * whatever the run throws.
 */
export async function* withDeadlines(
  run: (signal: AbortSignal) => AsyncIterable<AgentEvent>,
  deadlines: Deadlines,
  outer: AbortSignal,
  clock: Clock,
): AsyncGenerator<AgentEvent, void, undefined> {
  outer.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const follow = (): void => controller.abort(outer.reason);
  outer.addEventListener('abort', follow, { once: true });
  const timers = new Timers(deadlines, clock, (reason) => controller.abort(timeout(reason)));
  try {
    if (deadlines.waitCounts === true) timers.startTotal();
    for await (const event of run(signal)) {
      signal.throwIfAborted();
      if (event.type === 'run') timers.start();
      else timers.contentCame();
      yield event;
    }
  } finally {
    timers.stop();
    outer.removeEventListener('abort', follow);
  }
}

type Late = 'first_content' | 'total';

/** Both deadlines of one run. */
class Timers {
  private started = false;
  private cancelFirst: CancelTimer = () => {};
  private cancelTotal: CancelTimer | undefined;

  constructor(
    private readonly deadlines: Deadlines,
    private readonly clock: Clock,
    private readonly late: (which: Late) => void,
  ) {}

  /** Only once: a gateway that takes over gets what is left. */
  start(): void {
    if (this.started) return;
    this.started = true;
    const { firstContentMs, totalMs } = this.deadlines;
    if (firstContentMs < totalMs) {
      this.cancelFirst = this.clock.after(firstContentMs, () => this.late('first_content'));
    }
    this.startTotal();
  }

  startTotal(): void {
    this.cancelTotal ??= this.clock.after(this.deadlines.totalMs, () => this.late('total'));
  }

  contentCame(): void {
    this.cancelFirst();
  }

  stop(): void {
    this.cancelFirst();
    this.cancelTotal?.();
  }
}

/** The error of a deadline that was missed. */
export function timeout(reason: Late): AppError {
  return new AppError('AGENT_TIMEOUT', { reason });
}
