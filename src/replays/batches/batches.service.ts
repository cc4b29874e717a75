import { Injectable } from '@nestjs/common';
import { AgentClient } from '../../agent/agent-client.js';
import { Clock } from '../../common/clock.js';
import { Draining } from '../../common/draining.js';
import { AppError } from '../../common/errors/app-error.js';
import { newId } from '../../common/ids.js';
import type { Eval } from '../../config/eval.js';
import { LiveConfig } from '../../config/live-config.js';
import { inputInvalid } from '../../http/validation.js';
import { IntentRegistry } from '../../intents/intent-registry.js';
import type { BatchFilter, ReplayBatch, ReplayResult } from '../../trace/replay-batch.js';
import { type BatchPage, ReplayStore, type StoredBatch } from '../../trace/replay-store.js';
import { ReplayTargets } from '../replay-target.js';
import { BatchRunner } from './batch-runner.js';
import { BatchSelection } from './batch-selection.js';

/** Which asks are to be answered once more, and by whom. */
export interface BatchOrder {
  readonly intent: string;
  /** As it is now. */
  readonly profile: string;
  readonly limit: number;
  readonly concurrency: number;
  readonly filter: BatchFilter;
  readonly eval?: string;
}

/** A batch with what came of each ask in it. */
export interface WholeBatch extends StoredBatch {
  readonly results: readonly ReplayResult[];
}

/** Begins, shows and cancels batches of replays. */
@Injectable()
export class BatchesService {
  constructor(
    private readonly store: ReplayStore,
    private readonly intents: IntentRegistry,
    private readonly targets: ReplayTargets,
    private readonly selection: BatchSelection,
    private readonly runner: BatchRunner,
    private readonly agent: AgentClient,
    private readonly config: LiveConfig,
    private readonly draining: Draining,
    private readonly clock: Clock,
  ) {}

  /**
   * Resolves when the batch is stored: from then on it goes on to its end, also in another process.
   * @throws AppError `INTENT_UNKNOWN`, `INPUT_INVALID`, `NOT_REPLAYABLE`, `SHUTTING_DOWN`, `INTERNAL`
   */
  async begin(order: BatchOrder, startedBy: string): Promise<WholeBatch> {
    const startedAt = this.clock.now();
    const { intent, limit, concurrency, filter } = order;
    if (this.intents.get(intent) === undefined) throw new AppError('INTENT_UNKNOWN');
    const { profile, configDigest } = this.targets.asItIs(intent, order.profile);
    const its = this.evalOf(order);
    this.draining.refuseIfBegun();
    const environment = this.config.current.environment.name;
    const results = await this.selection.newest({ environment, intent, limit, filter });
    const batch: ReplayBatch = {
      id: newId(),
      environment,
      intent,
      profile: profile.name,
      profileDigest: profile.digest,
      configDigest,
      agent: this.agent.name,
      eval: its,
      limit,
      concurrency,
      filter,
      status: 'running',
      result: null,
      startedBy,
      startedAt,
      endedAt: null,
    };
    await this.store.create(batch, results, this.runner.lease());
    this.runner.start(batch);
    return this.find(batch.id);
  }

  /** @throws AppError `NOT_FOUND` */
  async find(id: string): Promise<WholeBatch> {
    const stored = await this.store.find(id);
    if (stored === null) throw new AppError('NOT_FOUND', { detail: 'There is no batch with this id.' });
    return { ...stored, results: await this.store.results(id) };
  }

  list(page: { limit: number; cursor?: string }): Promise<BatchPage> {
    return this.store.list(this.config.current.environment.name, page);
  }

  /** Ends the batch; one that has ended stays as it is. @throws AppError `NOT_FOUND` */
  async cancel(id: string): Promise<WholeBatch> {
    await this.store.end(id, { status: 'cancelled', result: null, endedAt: this.clock.now() });
    this.runner.cancel(id);
    return this.find(id);
  }

  /** @throws AppError `INPUT_INVALID` */
  private evalOf({ eval: name, intent }: BatchOrder): Eval | null {
    if (name === undefined) return null;
    const its = this.config.current.evals.get(name);
    if (its?.intent === intent) return its;
    throw inputInvalid([
      { pointer: '/eval', message: `must be an eval that there is for the intent "${intent}"` },
    ]);
  }
}
