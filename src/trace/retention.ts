import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type CancelTimer, Clock } from '../common/clock.js';
import { LiveConfig } from '../config/live-config.js';
import { AuditStore } from './audit-store.js';
import { ConfigArchive } from './config-archive.js';
import { ReplayStore } from './replay-store.js';
import { TraceSpool } from './trace-spool.js';
import { TraceStore } from './trace-store.js';

const DAY_MS = 86_400_000;
/** Milliseconds between two looks. */
const LOOK_MS = 600_000;
/** Records in one statement: few milliseconds, for which nobody else writes. */
const BATCH_RECORDS = 100;
/** Milliseconds between two statements, so that asks are stored in between. */
const PAUSE_MS = 50;

/** Deletes up to so many of the oldest records, and tells how many. */
type DeleteSome = (limit: number) => Promise<number>;

/**
 * Deletes records that are older than this environment keeps them, and configurations that none of them can name.
 * Every process does so; those that share a database find what others have left.
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private readonly stopping = new AbortController();
  private cancelTimer: CancelTimer = () => {};
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly traces: TraceStore,
    private readonly audits: AuditStore,
    private readonly replays: ReplayStore,
    private readonly archive: ConfigArchive,
    private readonly spool: TraceSpool,
    private readonly config: LiveConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.looking = this.look();
  }

  /** Resolves when nothing is being deleted any more: soon, because batches are small. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.cancelTimer();
    await this.looking;
  }

  private async look(): Promise<void> {
    await this.attempt(() => this.deleteAside());
    await this.attempt(() => this.deleteOld());
    if (this.stopping.signal.aborted) return;
    this.cancelTimer = this.clock.after(LOOK_MS, () => {
      this.looking = this.look();
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // The next look finds it as well.
      this.logger.warn({ err: error }, 'old records could not be deleted');
    }
  }

  private async deleteAside(): Promise<void> {
    const { name, retention } = this.config.current.environment;
    const before = this.clock.now() - retention.tracesDays * DAY_MS;
    const aside = await this.spool.deleteAsideBefore(name, before);
    if (aside > 0) this.logger.log({ aside }, 'old records were deleted');
  }

  private async deleteOld(): Promise<void> {
    const { current } = this.config;
    const { name, retention } = current.environment;
    const now = this.clock.now();
    const { tracesDays, auditDays } = retention;
    const traces = await this.deleteAll((limit) =>
      this.traces.deleteBefore(name, now - tracesDays * DAY_MS, limit),
    );
    const replays = await this.deleteAll((limit) =>
      this.replays.deleteBefore(name, now - tracesDays * DAY_MS, limit),
    );
    const audits = await this.deleteAll((limit) =>
      this.audits.deleteBefore(name, now - auditDays * DAY_MS, limit),
    );
    const purged = await this.traces.purge();
    if (traces + audits + replays > 0)
      this.logger.log({ traces, audits, replays, purged }, 'old records were deleted');
    await this.archive.keep(current);
    // A replay is kept for as long as a trace, and what it replays may have been as old when it was made.
    const configurations = await this.archive.deleteUnused((tracesDays + 1) * DAY_MS);
    if (configurations > 0) this.logger.log({ configurations }, 'old configurations were deleted');
  }

  private async deleteAll(deleteSome: DeleteSome): Promise<number> {
    let deleted = 0;
    while (!this.stopping.signal.aborted) {
      const some = await deleteSome(BATCH_RECORDS);
      deleted += some;
      if (some < BATCH_RECORDS) break;
      await this.pause();
    }
    return deleted;
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.cancelTimer = this.clock.after(PAUSE_MS, resolve);
      this.stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
