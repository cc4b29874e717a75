import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CancelTimer, Clock } from '../common/clock.js';
import { PluginError } from '../errors/plugin-error.js';
import { continuedTrace } from './trace-parent.js';

/** One request and its response, from the first byte until either side is done. */
export class Exchange {
  /** The run id; also in the header `x-request-id`. */
  readonly id = `mac_${randomUUID()}`;
  readonly traceparent: string | undefined;
  private readonly controller = new AbortController();
  private cancelTimer: CancelTimer = () => undefined;
  private left = false;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    private readonly clock: Clock,
  ) {
    this.traceparent = continuedTrace(request.headers['traceparent']);
    response.setHeader('x-request-id', this.id);
    if (this.traceparent !== undefined) response.setHeader('traceparent', this.traceparent);
    response.once('close', this.onClose);
  }

  /** Aborted when the client leaves or the time is up. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether the client has left before it was answered. */
  get gone(): boolean {
    return this.left;
  }

  /** Gives the exchange so many milliseconds from now, instead of those it had. */
  limit(ms: number): void {
    this.cancelTimer();
    this.cancelTimer = this.clock.after(ms, () =>
      this.controller.abort(new PluginError('timeout', `The answer was not there after ${ms} ms.`)),
    );
  }

  /** The result of the work, unless the exchange is aborted first: then its reason, at once. */
  async unlessAborted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    try {
      return await Promise.race([work, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Lets go of timer and listeners. */
  dispose(): void {
    this.cancelTimer();
    this.response.off('close', this.onClose);
  }

  private readonly onClose = (): void => {
    if (this.response.writableFinished) return;
    this.left = true;
    this.controller.abort(new Error('The client has left.'));
  };
}
