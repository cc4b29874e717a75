import { AppError } from '../common/errors/app-error.js';
import { newId } from '../common/ids.js';
import { orAborted } from '../common/or-aborted.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';
import type { AnswerGate } from '../safety/answer-gate.js';
import { type Certainty, leastCertain } from '../safety/checking.js';
import { textsIn } from '../safety/client-text.js';
import type { ContentReview } from '../safety/content-review.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { Attempt, RoutingStep, SafetyCheck } from '../trace/trace-record.js';
import type { AskStart, Seeker } from './ask.js';
import { hasActed } from './has-acted.js';

/** Who is being asked at the moment. */
interface Serving {
  readonly profile: Profile;
  readonly model: ModelTarget['alias'];
}

/** Code units of a rejected answer that are kept for operators. */
const REJECTED_KEPT = 20_000;

/**
 * The search for one answer, for one ask or for several that ask the same at once. All of them hear the same, as it
 * comes and has been found safe, each from the moment on when its own question was; the first of those who are still
 * there pays. It goes on as long as anybody is.
 */
export class AnswerSearch {
  /** What was tried so far; the same array that the trace of the ask holds that pays. */
  readonly attempts: AttemptDraft[] = [];
  /** Names the answer that is searched for, from its first words on. */
  readonly contentId = newId();
  private readonly asks = new Set<Seeker>();
  /** Those whose question may be answered. */
  private readonly approved = new Set<Seeker>();
  private readonly approval = Promise.withResolvers<Certainty>();
  private readonly steps: RoutingStep[] = [];
  private readonly checks: SafetyCheck[] = [];
  private readonly aborter = new AbortController();
  private readonly gate: AnswerGate;
  private serving: Serving | undefined;
  private shown = '';

  /** @param start of the ask for which it is begun: its budget is the search's */
  constructor(
    readonly start: AskStart,
    review: ContentReview,
  ) {
    this.gate = review.gate({
      policy: start.snapshot.environment.contentSafety,
      users: () => Array.from(this.asks, (ask) => ask.start.userId),
      note: (check) => this.noteCheck(check),
      signal: this.signal,
      show: (text) => this.show(text),
      fail: (error) => this.reject(error),
    });
  }

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Something was shown, which nothing can take back. */
  get spoken(): boolean {
    return this.shown !== '';
  }

  /** Something was said, which may not be shown yet. */
  get speaking(): boolean {
    return this.spoken || this.gate.said !== '';
  }

  /** A tool has run, of ours or of the agent's own: what it did has happened. */
  get acted(): boolean {
    return hasActed(this.attempts);
  }

  /** What it costs is that ask's. */
  isPaidBy(ask: Seeker): boolean {
    return this.asks.values().next().value === ask;
  }

  /** The ask waits for the answer; it hears nothing of it before it is approved. */
  join(ask: Seeker): void {
    this.asks.add(ask);
    if (this.isPaidBy(ask)) ask.trace.attempts = this.attempts;
    ask.trace.routing = [...ask.trace.routing, ...this.steps];
    if (this.checks.length > 0) noteChecks(ask, this.checks);
    if (this.serving !== undefined) note(ask, this.serving);
    if (ask.start.command.stream) this.gate.hurry();
  }

  /** What the ask asks may be answered: from now on it hears what is shown; at once what was shown before. */
  approve(ask: Seeker, certainty: Certainty): void {
    this.approved.add(ask);
    this.approval.resolve(certainty);
    ask.say(this.shown, this.contentId);
  }

  /** The ask waits no longer, whose signal says why. Who leaves last aborts the search. */
  leave(ask: Seeker): void {
    if (this.asks.size === 1) return this.aborter.abort(ask.signal.reason);
    this.asks.delete(ask);
    this.approved.delete(ask);
    for (const next of this.asks) if (this.isPaidBy(next)) next.trace.attempts = this.attempts;
  }

  /** Notes in the trace of an ask that does not pay what was tried until now. */
  share(ask: Seeker): void {
    ask.trace.attempts = this.attempts.map(sharedBy);
  }

  /** Takes what comes next of the answer, to be shown as soon as it may be. */
  say(text: string): void {
    if (text !== '') this.gate.add(text);
  }

  /** What was said so far is no part of the answer: somebody is asked anew. Only as long as nothing was shown. */
  restart(): void {
    if (!this.spoken) this.gate.restart();
  }

  /**
   * Resolves when the question of somebody who waits, and the whole answer, may be shown.
   * @throws AppError `CONTENT_REJECTED`, or why they could not be checked; the reason for which it was aborted
   */
  async finish({ answer, output }: { readonly answer: string; readonly output: object }): Promise<Certainty> {
    const beside = [...textsIn(output)].filter((text) => !answer.includes(text));
    const passed = Promise.all([this.gate.finish(answer, beside), this.approval.promise]);
    return leastCertain(await orAborted(passed, this.signal));
  }

  /** Nothing more is said. */
  close(): void {
    this.gate.close();
  }

  private show(text: string): void {
    this.shown += text;
    for (const ask of this.approved) ask.say(text, this.contentId);
  }

  private reject(error: unknown): void {
    if (error instanceof AppError && error.code === 'CONTENT_REJECTED') {
      const rejectedAnswer = this.gate.said.slice(0, REJECTED_KEPT);
      for (const { trace } of this.asks) trace.rejectedAnswer = rejectedAnswer;
    }
    this.aborter.abort(error);
  }

  private noteCheck(check: SafetyCheck): void {
    this.checks.push(check);
    for (const ask of this.asks) noteChecks(ask, [check]);
  }

  /** @param step how they came to be asked; absent for the routed profile itself */
  nowServing(serving: Serving, step?: RoutingStep): void {
    this.serving = serving;
    if (step !== undefined) this.steps.push(step);
    for (const ask of this.asks) {
      if (step !== undefined) ask.trace.routing = [...ask.trace.routing, step];
      note(ask, serving);
    }
  }
}

/** The trace names who is being asked, so that also an ask that is killed tells how far it came. */
function note({ trace }: Seeker, { profile, model }: Serving): void {
  trace.profile = profile.name;
  trace.profileDigest = profile.digest;
  trace.model = model;
}

function noteChecks({ trace }: Seeker, checks: readonly SafetyCheck[]): void {
  trace.safety = [...(trace.safety ?? []), ...checks];
}

/** An attempt in the trace of an ask that does not pay for it, as it is now or was when the ask left. */
function sharedBy(attempt: Attempt): Attempt {
  const outcome = attempt.outcome === 'running' ? 'cancelled' : attempt.outcome;
  return { ...attempt, outcome, usage: null, shared: true };
}
