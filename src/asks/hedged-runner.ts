import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Ask } from './ask.js';
import type { AgentText, AttemptListener, AttemptPlan } from './attempt-plan.js';
import { AttemptRunner, AttemptSuperseded } from './attempt-runner.js';

/**
 * Runs an attempt, and where the profile asks for it (`hedge_ms`) a second one beside it when the first
 * is slow to say anything. Whoever says something first goes on alone.
 */
@Injectable()
export class HedgedRunner {
  constructor(
    private readonly attempts: AttemptRunner,
    private readonly clock: Clock,
  ) {}

  /** @throws as `AttemptRunner.run`; of two failures the later one */
  async run(plan: AttemptPlan, ask: Ask): Promise<AgentText> {
    ask.soFar.begin(plan.beginReading());
    const { hedgeMs } = plan.profile;
    if (hedgeMs === undefined) {
      return this.attempts.run(plan, ask, {
        signal: ask.signal,
        onBegin: () => {},
        onContent: (text) => ask.soFar.add(text),
        onDiscard: () => ask.soFar.begin(plan.beginReading()),
      });
    }
    return this.race(plan, ask, hedgeMs);
  }

  private async race(plan: AttemptPlan, ask: Ask, hedgeMs: number): Promise<AgentText> {
    const race = new Race(plan, ask, (listener) => this.attempts.run(plan, ask, listener));
    const first = race.enter();
    const timer = Promise.withResolvers<'late'>();
    const cancelTimer = this.clock.after(hedgeMs, () => timer.resolve('late'));
    try {
      const outcome = await Promise.race([first, timer.promise]);
      if (outcome !== 'late') return outcome;
      return race.decided ? await first : await lastOf([first, race.enter()]);
    } finally {
      cancelTimer();
    }
  }
}

/** Attempts at the same question; the first that says something aborts the others. */
class Race {
  private winner: AbortController | undefined;
  private readonly runners = new Set<AbortController>();

  constructor(
    private readonly plan: AttemptPlan,
    private readonly ask: Ask,
    private readonly start: (listener: AttemptListener) => Promise<AgentText>,
  ) {}

  get decided(): boolean {
    return this.winner !== undefined;
  }

  enter(): Promise<AgentText> {
    const runner = new AbortController();
    this.runners.add(runner);
    const signal = AbortSignal.any([this.ask.signal, runner.signal]);
    const { soFar } = this.ask;
    return this.start({
      signal,
      onBegin: () => this.decide(runner),
      // Whoever was too late is aborted, and heard no more.
      onContent: (text) => this.winner === runner && soFar.add(text),
      onDiscard: () => this.winner === runner && soFar.begin(this.plan.beginReading()),
    });
  }

  private decide(runner: AbortController): void {
    if (this.winner !== undefined) return;
    this.winner = runner;
    for (const other of this.runners) if (other !== runner) other.abort(new AttemptSuperseded());
  }
}

/**
 * The first that succeeds, as soon as all have ended, so that none still writes into a trace which is
 * being stored; when none does, the error of the one that failed last.
 */
async function lastOf(runs: readonly Promise<AgentText>[]): Promise<AgentText> {
  let last: unknown;
  const noted = runs.map((run) =>
    run.catch((error: unknown) => {
      if (!(error instanceof AttemptSuperseded)) last = error;
      throw error;
    }),
  );
  const ended = Promise.allSettled(noted);
  const first = await Promise.any(noted).catch(() => undefined);
  await ended;
  if (first === undefined) throw last;
  return first;
}
