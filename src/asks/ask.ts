import type { Clock } from '../common/clock.js';
import type { AppError } from '../common/errors/app-error.js';
import type { Snapshot } from '../config/snapshot.js';
import type { AskCommand } from '../intents/ask-command.js';
import type { Hold } from '../limits/quotas/quotas.js';
import type { RoutingDecision } from '../profiles/router.js';
import type { TraceDraft } from '../trace/trace-draft.js';
import { hasActed } from './has-acted.js';
import type { AskLog } from './log/ask-log.js';
import type { OwnLog } from './log/ask-logs.js';
import { Timeline } from './timeline.js';

export interface AskStart {
  readonly command: AskCommand;
  readonly snapshot: Snapshot;
  readonly decision: RoutingDecision;
  /** Whose ask it is: the token's `sub`. */
  readonly userId: string;
  readonly trace: TraceDraft;
  /** `Clock.monotonic()` at the request's arrival. */
  readonly arrivedAt: number;
}

/** Aborts a run because the client asked for it, in contrast to every failure. */
export class AskCancelled extends Error {
  override readonly name = 'AskCancelled';
}

/**
 * One ask in the process that runs it, from its begin to its end and apart from any connection: leaving does
 * not end it. What others may know of it stands in its log, what it came to in its trace.
 */
export class Ask {
  /** Why it failed; undefined while it runs and when it did not. */
  failure: AppError | undefined;
  /** Is called when something was said that may not be shown before it is on record that it will be. */
  onWaiting: () => void = () => undefined;
  private readonly aborter = new AbortController();
  /** Said and not shown yet: it is not on record that there is an answer. */
  private waiting = '';
  private saidContentId: string | null = null;
  private isOpen = false;
  private readonly timeline: Timeline;

  constructor(
    readonly start: AskStart,
    private readonly own: OwnLog,
    /** What it took off the quotas of its user. */
    readonly hold: Hold,
    private readonly clock: Clock,
  ) {
    this.timeline = new Timeline(this.elapsedMs);
    this.trace.events = this.timeline.events;
  }

  get trace(): TraceDraft {
    return this.start.trace;
  }

  get log(): AskLog {
    return this.own.log;
  }

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Milliseconds from the request's arrival. */
  get elapsedMs(): number {
    return Math.round(this.clock.monotonic() - this.start.arrivedAt);
  }

  /** All that was said of its answer; as far as it is on record that there is one, its readers see it. */
  get said(): string {
    return this.log.answer + this.waiting;
  }

  /** Names the answer of which something was said. */
  get contentId(): string | null {
    return this.log.contentId ?? this.saidContentId;
  }

  /** A tool has run for it, of ours or of the agent's own: what it did has happened. */
  get acted(): boolean {
    return hasActed(this.trace.attempts);
  }

  /** It has come to its end, which is being stored. */
  get ending(): boolean {
    return this.log.end === undefined && this.trace.status !== 'running';
  }

  /** Takes what comes next of the answer, which `contentId` names; it is shown as soon as the ask is open. */
  say(text: string, contentId: string): void {
    if (text === '') return;
    if (this.isOpen) return this.show(text, contentId);
    this.waiting += text;
    this.saidContentId = contentId;
    this.onWaiting();
  }

  /** To be called when it is on record that an answer is given under the name of `contentId`: what waits is shown. */
  open(): void {
    this.isOpen = true;
    const text = this.waiting;
    this.waiting = '';
    if (text !== '' && this.saidContentId !== null) this.show(text, this.saidContentId);
  }

  /** What was said and not shown will not be: nobody could put it on record. */
  dropWaiting(): void {
    this.waiting = '';
    this.saidContentId = null;
  }

  /** Waits for no answer any more, and so aborts a run that is its own; does nothing once the ask has ended. */
  abort(reason: AskCancelled | AppError): void {
    this.aborter.abort(reason);
  }

  /** To be called when `trace` tells how it ended, and again when that has changed: it will tell what readers are told. */
  noteEnd(): void {
    const rest = this.trace.answer?.slice(this.log.answer.length) ?? '';
    const type = this.failure === undefined ? 'done' : 'error';
    this.trace.events = this.timeline.endingWith(type, rest, this.elapsedMs);
  }

  /** To be called once, when `trace` tells how it ended and is stored. */
  close(end: Parameters<OwnLog['end']>[0]): Promise<void> {
    return this.own.end(end);
  }

  private show(text: string, contentId: string): void {
    this.own.append({ type: 'delta', data: { text }, contentId });
    // The last of them, which come when the trace is stored, stand in it already.
    if (this.trace.status !== 'running') return;
    this.timeline.addDelta(text, this.elapsedMs);
    this.trace.events = this.timeline.events;
  }
}
