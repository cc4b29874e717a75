import { newId } from '../common/ids.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { Attempt, RoutingStep } from '../trace/trace-record.js';
import type { Ask, AskStart } from './ask.js';
import { hasActed } from './has-acted.js';

/** Who is being asked at the moment. */
interface Serving {
  readonly profile: Profile;
  readonly model: ModelTarget['alias'];
}

/**
 * The search for one answer, for one ask or for several that ask the same at once. All of them hear the same, as it
 * comes; the first of those who are still there pays. It goes on as long as anybody is.
 */
export class AnswerSearch {
  /** What was tried so far; the same array that the trace of the ask holds that pays. */
  readonly attempts: AttemptDraft[] = [];
  /** Names the answer that is searched for, from its first words on. */
  readonly contentId = newId();
  private readonly asks = new Set<Ask>();
  private readonly steps: RoutingStep[] = [];
  private readonly aborter = new AbortController();
  private serving: Serving | undefined;
  private said = '';

  /** @param start of the ask for which it is begun: its budget is the search's */
  constructor(readonly start: AskStart) {}

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Something was shown, which nothing can take back. */
  get spoken(): boolean {
    return this.said !== '';
  }

  /** A tool has run, of ours or of the agent's own: what it did has happened. */
  get acted(): boolean {
    return hasActed(this.attempts);
  }

  /** What it costs is that ask's. */
  isPaidBy(ask: Ask): boolean {
    return this.asks.values().next().value === ask;
  }

  /** From now on the ask hears what is said; at once what was said before. */
  join(ask: Ask): void {
    this.asks.add(ask);
    if (this.isPaidBy(ask)) ask.trace.attempts = this.attempts;
    ask.trace.routing = [...ask.trace.routing, ...this.steps];
    if (this.serving !== undefined) note(ask, this.serving);
    ask.say(this.said, this.contentId);
  }

  /** The ask waits no longer, whose signal says why. Who leaves last aborts the search. */
  leave(ask: Ask): void {
    if (this.asks.size === 1) return this.aborter.abort(ask.signal.reason);
    this.asks.delete(ask);
    for (const next of this.asks) if (this.isPaidBy(next)) next.trace.attempts = this.attempts;
  }

  /** Notes in the trace of an ask that does not pay what was tried until now. */
  share(ask: Ask): void {
    ask.trace.attempts = this.attempts.map(sharedBy);
  }

  /** Shows what comes next of the answer. */
  say(text: string): void {
    this.said += text;
    for (const ask of this.asks) ask.say(text, this.contentId);
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
function note({ trace }: Ask, { profile, model }: Serving): void {
  trace.profile = profile.name;
  trace.profileDigest = profile.digest;
  trace.model = model;
}

/** An attempt in the trace of an ask that does not pay for it, as it is now or was when the ask left. */
function sharedBy(attempt: Attempt): Attempt {
  const outcome = attempt.outcome === 'running' ? 'cancelled' : attempt.outcome;
  return { ...attempt, outcome, usage: null, shared: true };
}
