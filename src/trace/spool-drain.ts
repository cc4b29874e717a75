import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { type CancelTimer, Clock } from '../common/clock.js';
import { captured } from './capture.js';
import { DurableTraces } from './durable-traces.js';
import { type SpoolFile, type SpooledTrace, TraceSpool } from './trace-spool.js';
import { FORGOTTEN_REMEMBERED_MS, TraceStore } from './trace-store.js';
import { TraceTally } from './trace-tally.js';

/** Milliseconds from one look to the next. */
const LOOK_MS = 2_500;
/** Records in one try, so that what asks store meanwhile finds room beside them. */
const AT_ONCE = 64;
/** Looks at which a store that works refuses a record, after which it must be the record that cannot be stored. */
const MOST_REFUSALS = 10;

/** Brings what waits in the spool into the store as soon as that works, oldest first; also what other processes left. */
@Injectable()
export class SpoolDrain implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SpoolDrain.name);
  private cancelTimer: CancelTimer = () => {};
  private looking: Promise<void> = Promise.resolve();
  private stopping = false;
  /** Of the first record that waits, by a store that worked before and after. */
  private refusals = 0;

  constructor(
    private readonly store: TraceStore,
    private readonly spool: TraceSpool,
    private readonly traces: DurableTraces,
    private readonly clock: Clock,
    private readonly tally: TraceTally,
  ) {}

  onApplicationBootstrap(): void {
    this.looking = this.begin();
  }

  /** Resolves when nothing is being stored any more: soon, because it is little at a time. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.cancelTimer();
    await this.looking;
  }

  private async begin(): Promise<void> {
    await this.tellAside();
    await this.look();
  }

  /** Counters begin anew with every process; what was put aside stays. */
  private async tellAside(): Promise<void> {
    try {
      const files = await this.spool.asideFiles();
      if (files.length > 0)
        this.logger.warn({ files }, 'records were put aside and wait for somebody to look at them');
    } catch (error) {
      this.logger.warn({ err: error }, 'the spool cannot be looked at');
    }
  }

  private async look(): Promise<void> {
    try {
      await this.spool.adopt();
      if (this.traces.isBehind) await this.drain();
    } catch (error) {
      // Whoever wanted to store something has said so; the next look tries again.
      this.logger.debug({ err: error }, 'the spool could not be stored');
    }
    // Without a spool there is only what was left behind to wait for.
    if (this.stopping || !(this.traces.spools || this.traces.isBehind)) return;
    this.cancelTimer = this.clock.after(LOOK_MS, () => {
      this.looking = this.look();
    });
  }

  private async drain(): Promise<void> {
    await this.traces.tryStore();
    let drained = 0;
    for (let file = await this.spool.oldest(); file !== undefined; file = await this.spool.oldest()) {
      drained += await this.drainFile(file);
      if (this.stopping) break;
    }
    if (drained > 0) this.logger.log({ drained }, 'spooled traces were stored');
  }

  private async drainFile(file: SpoolFile): Promise<number> {
    let drained = 0;
    for (let some = await file.next(AT_ONCE); some.length > 0; some = await file.next(AT_ONCE)) {
      const stored = await this.storeSome(some);
      file.taken(stored);
      drained += stored;
      this.tally.drained += stored;
      if (stored < some.length) await this.refused(file, some[stored]);
      else this.refusals = 0;
      if (this.stopping) return drained;
    }
    await file.remove();
    return drained;
  }

  /** @returns how many were stored before the first that was not; those behind it are stored once more later */
  private async storeSome(some: readonly SpooledTrace[]): Promise<number> {
    const now = this.clock.now();
    const saves = some.map((trace) => this.store.save(...asItMayBeStored(trace, now)));
    const outcomes = await Promise.allSettled(saves);
    const failed = outcomes.findIndex(({ status }) => status === 'rejected');
    return failed === -1 ? some.length : failed;
  }

  /** @throws AppError when the store is down, or the record is to be tried again at the next look */
  private async refused(file: SpoolFile, trace: SpooledTrace | undefined): Promise<void> {
    await this.store.check();
    this.refusals += 1;
    if (trace === undefined || this.refusals < MOST_REFUSALS) throw new Error('a record was refused');
    this.refusals = 0;
    await this.setAside(file, trace);
  }

  private async setAside(file: SpoolFile, trace: SpooledTrace): Promise<void> {
    const [record, audit] = asItMayBeStored(trace, this.clock.now());
    await file.setAside({ record, audit });
    const { userId, startedAt } = record;
    // Asked behind it: whoever forgets a user from now on finds it in its place.
    if (userId !== null && (await this.store.hasForgotten(userId, startedAt)))
      await this.spool.forgetUser(userId, startedAt);
  }
}

/**
 * A user may have been forgotten while the record waited. The store knows of that for a day; what is older is stored
 * without the user's name and words, whoever it was.
 */
function asItMayBeStored({ record, audit }: SpooledTrace, now: number): Parameters<TraceStore['save']> {
  if (now - record.startedAt < FORGOTTEN_REMEMBERED_MS) return [record, audit];
  return [
    { ...captured(record, 'metadata'), userId: null, attempts: [] },
    audit && { ...audit, userId: null },
  ];
}
