import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { AnswerSearch } from './answer-search.js';
import { firstContentInBudget } from './budget.js';
import type { AgentText, AttemptListener, AttemptPlan } from './attempt-plan.js';
import type { GuardedReading } from './guarded-reading.js';
import { AnswerFull, AttemptRunner, AttemptSuperseded } from './attempt-runner.js';

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

  /** Shows the answer while it comes. @throws as `AttemptRunner.run`; of two failures the later one */
  async run(plan: AttemptPlan, search: AnswerSearch): Promise<AgentText> {
    search.restart();
    const race = new Race(search, (entrant, listener) => this.attempts.run(entrant, search, listener));
    const { hedgeMs } = plan.profile;
    return hedgeMs === undefined ? race.enter(plan) : this.hedge(race, plan, search, hedgeMs);
  }

  private async hedge(
    race: Race,
    plan: AttemptPlan,
    search: AnswerSearch,
    hedgeMs: number,
  ): Promise<AgentText> {
    const first = race.enter(plan);
    const timer = Promise.withResolvers<'late'>();
    const cancelTimer = this.clock.after(hedgeMs, () => timer.resolve('late'));
    try {
      const outcome = await Promise.race([first, timer.promise]);
      if (outcome !== 'late') return outcome;
      if (race.decided) return await first;
      const firstContentMs = firstContentInBudget(search, plan.model, this.clock);
      return await lastOf([first, race.enter({ ...plan, firstContentMs })]);
    } finally {
      cancelTimer();
    }
  }
}

type Start = (plan: AttemptPlan, listener: AttemptListener) => Promise<Omit<AgentText, 'reading'>>;

/** Attempts at the same question; the first that says something aborts the others, and is heard alone. */
class Race {
  private winner: AbortController | undefined;
  private readonly runners = new Set<AbortController>();

  constructor(
    private readonly search: AnswerSearch,
    private readonly start: Start,
  ) {}

  get decided(): boolean {
    return this.winner !== undefined;
  }

  async enter(plan: AttemptPlan): Promise<AgentText> {
    const runner = new AbortController();
    this.runners.add(runner);
    const reading = plan.beginReading();
    const said = await this.start(plan, {
      signal: AbortSignal.any([plan.signal, runner.signal]),
      onBegin: () => this.decide(runner),
      onContent: (text) => this.hear(runner, reading, text),
      onDiscard: () => reading.discard(),
    });
    return { ...said, reading };
  }

  private hear(runner: AbortController, reading: GuardedReading, text: string): void {
    // Whoever was too late is aborted, and heard no more.
    if (this.winner !== runner) return;
    this.search.say(reading.add(text));
    if (reading.full) runner.abort(new AnswerFull());
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
