import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { TraceSpool } from '../trace/trace-spool.js';
import { TraceStore } from '../trace/trace-store.js';
import { Openids } from '../wechat/openids.js';
import { AsksService } from './asks.service.js';
import type { AskLog } from './log/ask-log.js';
import { AskLogs } from './log/ask-logs.js';

/**
 * Milliseconds by which clocks of other processes may be ahead: what seems to have begun so much after the call may have
 * begun before.
 */
const SKEW_MS = 3_000;

/** Seconds after which a call may be repeated that could not delete all. */
const RETRY_AFTER_S = 5;

/** Deletes what there is of a user: asks that run, asks that can still be looked at, traces, what was put aside of them, and the openid. */
@Injectable()
export class UserErasure {
  private readonly logger = new Logger(UserErasure.name);

  constructor(
    private readonly asks: AsksService,
    private readonly logs: AskLogs,
    private readonly store: TraceStore,
    private readonly spool: TraceSpool,
    private readonly openids: Openids,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when nothing is left of the time before the call, in whatever process; may be repeated. What can be deleted
   * is deleted, also when something else cannot.
   * @throws AppError `INTERNAL`: not all was deleted, and the call is to be repeated
   */
  async erase(userId: string): Promise<void> {
    const until = this.clock.now() + SKEW_MS;
    const outcomes = await Promise.allSettled([
      this.eraseTraces(userId, until),
      this.eraseAsks(userId, until),
      this.openids.forget(userId),
    ]);
    const failures: unknown[] = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    if (failures.length === 0) return;
    throw incomplete(failures.find((failure) => failure instanceof AppError) ?? failures[0]);
  }

  private async eraseTraces(userId: string, until: number): Promise<void> {
    try {
      await this.store.forgetUser(userId, until);
    } finally {
      // Behind it: what is put aside from now on is looked at by whoever does so.
      await this.spool.forgetUser(userId, until);
    }
  }

  /** Traces that are stored of them from now on are taken back, as far as they began until then. */
  private async eraseAsks(userId: string, until: number): Promise<void> {
    let logs = await this.logs.ofUser(userId);
    const latest = Math.max(until, ...logs.map(({ head }) => head.startedAt + SKEW_MS));
    // Somebody's clock is further ahead than clocks should be.
    if (latest > until) await this.eraseTraces(userId, latest);
    let erased = 0;
    while (logs.length > 0) {
      erased += logs.length;
      await Promise.all(logs.map((log) => this.cancel(log)));
      await Promise.all(logs.map((log) => this.logs.forget(log)));
      // What began while the others were being cancelled has no record, and must not go on without.
      logs = (await this.logs.ofUser(userId)).filter(({ head }) => head.startedAt <= latest);
    }
    this.logger.log({ asks: erased }, 'a user was forgotten');
  }

  private async cancel({ head, end }: AskLog): Promise<void> {
    if (end !== undefined) return;
    try {
      await this.asks.cancel(head.userId, head.started.traceId);
    } catch (error) {
      // Somebody else has been asked to forget the same user.
      if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error;
    }
  }
}

function incomplete(cause: unknown): AppError {
  const known = cause instanceof AppError ? cause : undefined;
  return new AppError('INTERNAL', {
    reason: known?.reason,
    retryAfterS: known?.retryAfterS ?? RETRY_AFTER_S,
    cause,
  });
}
