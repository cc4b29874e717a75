import type { Clock } from '../../common/clock.js';

/** Failures in a row after which WeChat is taken to be out of order. */
const FAILURES = 5;
/** Milliseconds for which it is left alone then. */
const LEFT_ALONE_MS = 5_000;

/**
 * Notices that no check succeeds any more, so that users do not wait, text by text, for what will fail. Once the pause
 * is over checks are tried again, and the first failure begins the next pause.
 */
export class Outage {
  private failures = 0;
  private endsAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: Clock) {}

  get isOn(): boolean {
    return this.clock.monotonic() < this.endsAt;
  }

  failed(): void {
    this.failures += 1;
    if (this.failures >= FAILURES) this.endsAt = this.clock.monotonic() + LEFT_ALONE_MS;
  }

  succeeded(): void {
    this.failures = 0;
  }
}
