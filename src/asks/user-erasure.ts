import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import { TraceStore } from '../trace/trace-store.js';
import { AsksService } from './asks.service.js';
import type { AskLog } from './log/ask-log.js';
import { AskLogs } from './log/ask-logs.js';

/** Deletes what there is of a user: asks that run, asks that can still be looked at, and traces. */
@Injectable()
export class UserErasure {
  private readonly logger = new Logger(UserErasure.name);

  constructor(
    private readonly asks: AsksService,
    private readonly logs: AskLogs,
    private readonly store: TraceStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when nothing is left of the time before the call, in whatever process; may be repeated.
   * @throws AppError `INTERNAL`: not all was deleted, and the call is to be repeated
   */
  async erase(userId: string): Promise<void> {
    let logs = await this.logs.ofUser(userId);
    let erased = 0;
    do {
      erased += logs.length;
      await Promise.all(logs.map((log) => this.cancel(log)));
      const until = this.clock.now();
      await this.store.forgetUser(userId, until);
      await Promise.all(logs.map((log) => this.logs.forget(log)));
      // What began while the others were being cancelled has no record any more, and must not go on without.
      logs = (await this.logs.ofUser(userId)).filter(({ head }) => head.startedAt <= until);
    } while (logs.length > 0);
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
