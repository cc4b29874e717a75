import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { type CancelTimer, Clock } from './clock.js';
import { AppError } from './errors/app-error.js';

/**
 * Whether the server is being stopped. Modules are stopped one after the other, and each is waited for: what all must know
 * at once is here, because Nest calls every `onModuleDestroy` before the first `beforeApplicationShutdown`.
 */
@Injectable()
export class Draining implements OnModuleDestroy, OnApplicationShutdown {
  private readonly ending = new AbortController();
  private cancelTimer: CancelTimer | undefined;

  /** @param graceMs milliseconds for which everything that runs, taken together, may go on */
  constructor(
    private readonly clock: Clock,
    private readonly graceMs: number,
  ) {}

  /** Nothing is begun any more. */
  get begun(): boolean {
    return this.cancelTimer !== undefined;
  }

  /** Aborts what still runs when the grace period is over, with AppError `SHUTTING_DOWN`. */
  get graceOver(): AbortSignal {
    return this.ending.signal;
  }

  /** @throws AppError `SHUTTING_DOWN` from the first moment on */
  refuseIfBegun(): void {
    if (this.begun) throw shuttingDown();
  }

  onModuleDestroy(): void {
    this.cancelTimer ??= this.clock.after(this.graceMs, () => this.ending.abort(shuttingDown()));
  }

  onApplicationShutdown(): void {
    this.cancelTimer?.();
  }
}

function shuttingDown(): AppError {
  return new AppError('SHUTTING_DOWN', { retryAfterS: 5 });
}
