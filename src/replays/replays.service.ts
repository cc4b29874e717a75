import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Draining } from '../common/draining.js';
import { AppError } from '../common/errors/app-error.js';
import { LiveConfig } from '../config/live-config.js';
import type { CaptureLevel } from '../config/snapshot.js';
import { captured, stricter } from '../trace/capture.js';
import type { TraceRecord } from '../trace/trace-record.js';
import { TraceStore } from '../trace/trace-store.js';
import { type Comparison, comparisonOf } from './comparison/comparison.js';
import { ReplayQuestions } from './replay-question.js';
import { ReplayRunner } from './replay-runner.js';
import { ReplayTargets } from './replay-target.js';

/** Replays single asks, and compares. */
@Injectable()
export class ReplaysService implements BeforeApplicationShutdown {
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly traces: TraceStore,
    private readonly questions: ReplayQuestions,
    private readonly targets: ReplayTargets,
    private readonly runner: ReplayRunner,
    private readonly config: LiveConfig,
    private readonly clock: Clock,
    private readonly draining: Draining,
  ) {}

  /**
   * Asks what was asked once more, and resolves when the answer, or that there is none, is on record. Goes on when its
   * caller leaves.
   * @param id of the record
   * @param profile as it is now; absent, whoever answered, as it was then
   * @throws AppError `NOT_FOUND`, `NOT_REPLAYABLE`, `INPUT_INVALID`, `SHUTTING_DOWN`, `INTERNAL`
   */
  async replay(id: string, profile?: string): Promise<Comparison> {
    const startedAt = this.clock.now();
    const original = await this.find(id);
    const question = this.questions.of(original);
    const target =
      profile === undefined
        ? await this.targets.asItWas(original)
        : this.targets.asItIs(question.intent.name, profile);
    this.draining.refuseIfBegun();
    const signal = this.draining.graceOver;
    const patienceMs = target.model.totalMs;
    const run = this.runner.run({ question, target, startedAt, patienceMs, signal });
    this.running.add(run);
    try {
      const { record, capture } = await run;
      return this.compare(original, record, capture);
    } finally {
      this.running.delete(run);
    }
  }

  /** @param id of the replay's record @throws AppError `NOT_FOUND`, also when the original is gone */
  async comparison(id: string): Promise<Comparison> {
    const replay = await this.find(id);
    if (replay.replayOf === undefined) throw notFound('This trace is no replay.');
    const original = await this.traces.find(replay.replayOf);
    if (original === null) throw notFound('The trace that it replays was deleted.');
    return this.compare(original, replay);
  }

  /** Lets replays finish within the grace period; those that do not are recorded as failed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  /**
   * Of both the same is kept, or what was left out of one would be the difference.
   * @param atFirst what was to be kept when the replay began; absent where it is as it was kept
   */
  private compare(original: TraceRecord, replay: TraceRecord, atFirst?: CaptureLevel): Comparison {
    const { capture: now } = this.config.current.environment;
    const capture = stricter(now, atFirst ?? now);
    return comparisonOf(captured(original, capture), captured(replay, capture));
  }

  private async find(id: string): Promise<TraceRecord> {
    const record = await this.traces.find(id);
    if (record === null) throw notFound('There is no trace with this id.');
    return record;
  }
}

function notFound(detail: string): AppError {
  return new AppError('NOT_FOUND', { detail });
}
