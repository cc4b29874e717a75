import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type CancelTimer, Clock } from '../common/clock.js';
import type { TraceRecord } from '../trace/trace-record.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import { TraceStore } from '../trace/trace-store.js';
import { processLost } from './log/lost-end.js';
import { RENEWED_MS } from './running-asks.js';

/** Milliseconds without a renewal, several of which may be late, after which an ask counts as lost. */
const ABANDONED_MS = 4 * RENEWED_MS;
/** Milliseconds between two looks. */
const LOOK_MS = 3_000;

/**
 * Ends the traces of asks whose process died, whichever process that was: nothing may be said to run for ever.
 * Should the process live after all, only slowly, the ask's own end replaces this one.
 */
@Injectable()
export class AbandonedAsks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AbandonedAsks.name);
  private cancelTimer: CancelTimer = () => {};
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;
  /** `Clock.now()` when the store could last not be used, or did not know all: until then nobody could renew a record either. */
  private blindAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly store: TraceStore,
    private readonly recorder: TraceRecorder,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.looking = this.look();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.cancelTimer();
    await this.looking;
  }

  private async look(): Promise<void> {
    // Asks that this process runs may have been renewed elsewhere than in the store.
    if (this.recorder.isBehind) this.blindAt = this.clock.now();
    try {
      if (this.clock.now() - this.blindAt < ABANDONED_MS) await this.store.check();
      else await this.endAbandoned();
    } catch (error) {
      this.blindAt = this.clock.now();
      // Who cannot write traces has said so already; the next look finds them as well.
      this.logger.debug({ err: error }, 'could not look for abandoned asks');
    }
    if (this.stopped) return;
    this.cancelTimer = this.clock.after(LOOK_MS, () => {
      this.looking = this.look();
    });
  }

  private async endAbandoned(): Promise<void> {
    const ended = await this.store.endAbandoned(this.clock.now() - ABANDONED_MS, lostTrace);
    for (const { id, traceId } of ended)
      this.logger.warn({ id, traceId }, 'an ask was lost with its process');
  }
}

function lostTrace(record: TraceRecord): TraceRecord {
  const { code, reason = null, problem } = processLost();
  return { ...record, status: 'failed', httpStatus: problem.status, errorCode: code, errorReason: reason };
}
