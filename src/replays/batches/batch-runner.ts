import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import pLimit from 'p-limit';
import { AgentClient } from '../../agent/agent-client.js';
import { AskCancelled } from '../../asks/ask.js';
import { type CancelTimer, Clock } from '../../common/clock.js';
import { Draining } from '../../common/draining.js';
import { AppError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import { pause } from '../../common/pause.js';
import { LiveConfig } from '../../config/live-config.js';
import type { BatchEnd, ReplayBatch, ReplayResult } from '../../trace/replay-batch.js';
import { type Lease, ReplayStore } from '../../trace/replay-store.js';
import { notReplayable } from '../replay-question.js';
import { type ReplayTarget, ReplayTargets } from '../replay-target.js';
import { BatchItem, isOfOneAsk } from './batch-item.js';
import { batchResultOf } from './batch-result.js';

/** Replays at the same time in one process, over all batches. */
const MOST_AT_ONCE = 8;
/** Milliseconds for which a batch is left to the process that runs it, and after which that says that it still does. */
const LEASE_MS = 8000;
const RENEW_MS = 2000;
/** Milliseconds between two looks for batches that nobody runs. */
const LOOK_MS = 2800;
/** Milliseconds after which storage is tried again that failed while a batch runs. */
const AGAIN_MS = 1000;
/** Before every lease: whoever asks with it takes no batch, and learns whether storage works. */
const BEFORE_ALL_LEASES = 0;

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Runs the batches of this environment that are this process's, and those that another one has left. */
@Injectable()
export class BatchRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BatchRunner.name);
  private readonly owner = newId();
  private readonly slots = pLimit(MOST_AT_ONCE);
  private readonly running = new Map<string, Running>();
  private looking: Promise<void> = Promise.resolve();
  /** `Clock.now()` when storage could last not be used: until then nobody could renew a lease either. */
  private blindAt = Number.NEGATIVE_INFINITY;
  private isBlind = false;
  private cancelTimer: CancelTimer = () => {};

  constructor(
    private readonly store: ReplayStore,
    private readonly targets: ReplayTargets,
    private readonly item: BatchItem,
    private readonly agent: AgentClient,
    private readonly config: LiveConfig,
    private readonly draining: Draining,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.looking = this.look();
  }

  /** With which a batch is stored that is to be run here. */
  lease(): Lease {
    return { owner: this.owner, until: this.clock.now() + LEASE_MS };
  }

  /** Runs a batch that was stored with this process's lease. */
  start(batch: ReplayBatch): void {
    const stop = new AbortController();
    const ended = this.run(batch, stop).finally(() => this.running.delete(batch.id));
    this.running.set(batch.id, { stop, ended });
  }

  /** Ends a batch that somebody has cancelled, as far as it runs here. */
  cancel(id: string): void {
    this.running.get(id)?.stop.abort(new AskCancelled());
  }

  /** Lets what is being replayed finish within the grace period; the rest is left to whoever comes next. */
  async beforeApplicationShutdown(): Promise<void> {
    this.cancelTimer();
    await this.looking;
    await Promise.all(Array.from(this.running.values(), ({ ended }) => ended));
  }

  private async look(): Promise<void> {
    try {
      await this.takeOver();
      this.isBlind = false;
    } catch (error) {
      // The next look finds them as well; once is enough to be told of.
      if (!this.isBlind) this.logger.warn({ err: error }, 'batches of replays could not be looked for');
      this.isBlind = true;
      this.blindAt = this.clock.now();
    }
    if (this.draining.begun) return;
    this.cancelTimer = this.clock.after(LOOK_MS, () => {
      this.looking = this.look();
    });
  }

  private async takeOver(): Promise<void> {
    const { name } = this.config.current.environment;
    while (!this.draining.begun) {
      const now = this.clock.now();
      const overBefore = now - this.blindAt < LEASE_MS ? BEFORE_ALL_LEASES : now;
      const batch = await this.store.claim(name, overBefore, this.lease(), [...this.running.keys()]);
      if (batch === null) return;
      this.logger.log({ batch: batch.id, profile: batch.profile }, 'batch of replays goes on');
      this.start(batch);
    }
  }

  /** Never rejects. */
  private async run(batch: ReplayBatch, stop: AbortController): Promise<void> {
    const keeper = this.keepLease(batch, stop);
    const signal = AbortSignal.any([stop.signal, this.draining.graceOver]);
    try {
      const end = await this.endOf(batch, signal);
      if (end === undefined) return await this.store.release(batch.id, this.owner);
      await this.stored(() => this.store.end(batch.id, end, this.owner), signal);
      const { status, result } = end;
      this.logger.log({ batch: batch.id, status, verdict: result?.verdict }, 'batch of replays ended');
    } catch (error) {
      if (!signal.aborted) this.logger.error({ batch: batch.id, err: error }, 'batch of replays is held up');
      // Where that fails, the lease ends by itself.
      await this.store.release(batch.id, this.owner).catch(() => {});
    } finally {
      keeper();
    }
  }

  /**
   * How it ended; undefined when the server stops first. Storage is waited for: whatever else goes wrong would do so
   * again and again, and the batch ends.
   * @throws the signal's reason
   */
  private async endOf(batch: ReplayBatch, signal: AbortSignal): Promise<BatchEnd | undefined> {
    try {
      return await this.replay(batch, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.logger.error({ batch: batch.id, err: error }, 'batch of replays cannot go on');
      return { status: 'failed', result: null, endedAt: this.clock.now() };
    }
  }

  /** @throws AppError `NOT_REPLAYABLE`, `INTERNAL`; the signal's reason */
  private async replay(batch: ReplayBatch, signal: AbortSignal): Promise<BatchEnd | undefined> {
    const { agent = this.agent.name, configDigest, profile } = batch;
    if (agent !== this.agent.name) throw notReplayable(`The batch was begun with another agent: ${agent}.`);
    const target = await this.stored(() => this.targets.archived(configDigest, profile), signal);
    if (target === undefined) throw notReplayable('The configuration of its candidate is not kept any more.');
    await this.replayAll(batch, target, signal);
    const results = await this.stored(() => this.store.results(batch.id), signal);
    if (results.some(({ status }) => status === 'pending')) return undefined;
    return { status: 'complete', result: batchResultOf(results, batch.eval), endedAt: this.clock.now() };
  }

  /** As many at once as the batch may have; the first error ends them all. */
  private async replayAll(batch: ReplayBatch, target: ReplayTarget, outer: AbortSignal): Promise<void> {
    const failing = new AbortController();
    const signal = AbortSignal.any([outer, failing.signal]);
    const results = await this.stored(() => this.store.results(batch.id), signal);
    const left = results.filter(({ status }) => status === 'pending').values();
    const work = async (): Promise<void> => {
      for (const result of left) {
        await this.slots(() => this.replayOne(batch, target, result, signal));
        if (this.draining.begun) return;
      }
    };
    const workers = Array.from({ length: batch.concurrency }, () =>
      work().catch((error: unknown) => {
        failing.abort(error);
      }),
    );
    await Promise.all(workers);
    signal.throwIfAborted();
  }

  private async replayOne(
    batch: ReplayBatch,
    target: ReplayTarget,
    result: ReplayResult,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (this.draining.begun) return;
    const put = (one: ReplayResult) => this.stored(() => this.store.put(batch.id, this.owner, one), signal);
    await put({ ...result, status: 'running' });
    let ended: ReplayResult | undefined;
    try {
      ended = await this.stored(() => this.item.run(batch, target, result, signal), signal);
    } catch (error) {
      if (!isOfOneAsk(error)) throw error;
    }
    // Gone, or not to be replayed any more: nothing of it is counted.
    await put(ended ?? { ...result, status: 'failed' });
  }

  /**
   * Does what needs storage, again and again while that fails: what was paid for is not thrown away because of it.
   * @throws any other error; the signal's reason
   */
  private async stored<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (signal.aborted || !isOfStorage(error)) throw error;
        await pause(AGAIN_MS, signal, this.clock);
      }
    }
  }

  /** Says now and then that the batch is run here; who has it taken away, or cancelled elsewhere, stops. */
  private keepLease({ id }: ReplayBatch, stop: AbortController): CancelTimer {
    let cancelTimer: CancelTimer | undefined;
    let isOver = false;
    const renew = async (): Promise<void> => {
      // What storage cannot say now, it may say the next time; until the lease is over nobody else takes it.
      const ours = await this.store.renew(id, this.lease()).catch(() => true);
      if (!ours) stop.abort(new AskCancelled());
      else if (!isOver) later();
    };
    const later = (): void => {
      cancelTimer = this.clock.after(RENEW_MS, () => void renew());
    };
    later();
    return () => {
      isOver = true;
      cancelTimer?.();
    };
  }
}

/** Of the store, or of a record that nobody can put there. */
function isOfStorage(error: unknown): boolean {
  return error instanceof AppError && (error.reason === 'storage' || error.reason === 'trace_store');
}
