import { AnswerSoFar } from './answer-so-far.js';
import type { AppError } from '../common/errors/app-error.js';
import type { RoutingDecision } from '../profiles/router.js';
import type { AskCommand } from '../intents/ask-command.js';
import type { Snapshot } from '../config/snapshot.js';
import type { AttemptDraft, TraceDraft } from '../trace/trace-draft.js';

export interface AskStart {
  readonly command: AskCommand;
  readonly snapshot: Snapshot;
  readonly decision: RoutingDecision;
  /** Whose ask it is: the token's `sub`. */
  readonly userId: string;
  /** Digest of what was asked; the same traceId with another one is a conflict. */
  readonly fingerprint: string;
  readonly trace: TraceDraft;
  /** `Clock.monotonic()` at the request's arrival. */
  readonly arrivedAt: number;
}

/** Aborts a run because the client asked for it, in contrast to every failure. */
export class AskCancelled extends Error {
  override readonly name = 'AskCancelled';
}

/**
 * One ask from its begin to its end, apart from any connection: leaving does not end it, and anybody
 * who may can look at it. What it came to stands in its trace.
 */
export class Ask {
  /** Resolves when the ask has ended and its trace is stored; never rejects. */
  readonly ended: Promise<void>;
  /** What was tried so far; the same array that the trace holds. */
  readonly attempts: AttemptDraft[] = [];
  /** What it would answer if it ended now. */
  readonly soFar = new AnswerSoFar();
  /** The answer so far that the stored trace holds; undefined as long as none is stored. */
  recorded: string | undefined;
  /** Why it failed; undefined while it runs and when it did not. */
  failure: AppError | undefined;
  private readonly aborter = new AbortController();
  private readonly end: () => void;
  private closed = false;

  constructor(readonly start: AskStart) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.end = resolve;
    start.trace.attempts = this.attempts;
  }

  get trace(): TraceDraft {
    return this.start.trace;
  }

  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  /** Until its trace is stored, an ask counts as running, whatever the trace says. */
  get running(): boolean {
    return !this.closed;
  }

  /** It has come to its end, which is being stored. */
  get ending(): boolean {
    return !this.closed && this.trace.status !== 'running';
  }

  /** Aborts the agent's run; does nothing once the ask has ended. */
  abort(reason: AskCancelled | AppError): void {
    this.aborter.abort(reason);
  }

  /** To be called once, when `trace` tells how it ended and is stored. */
  close(): void {
    this.closed = true;
    this.soFar.end();
    this.end();
  }
}
