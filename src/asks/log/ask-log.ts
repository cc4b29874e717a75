import { orAborted } from '../../common/or-aborted.js';
import { type AskEnd, type AskEntry, type AskEvent, type AskStarted, isEnd } from './ask-event.js';

/** What is known of an ask from its begin on. Plain data, like its events. */
export interface AskHead {
  /** Of the stored trace: tells this ask from others of the same user and traceId. */
  readonly id: string;
  readonly userId: string;
  /** Digest of what was asked; the same traceId with another one is a conflict. */
  readonly fingerprint: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** Milliseconds after which whoever waits for the answer is told how far it has come. */
  readonly deadlineMs: number;
  readonly started: AskStarted;
  /**
   * The highest number of an event of the runs that this one replaced; 0 when it is the first, and
   * `UNKNOWN_EVENTS` when nobody can tell.
   */
  readonly replacedEvents: number;
}

/** Higher than any number of an event. */
export const UNKNOWN_EVENTS = Number.MAX_SAFE_INTEGER;

/** Bytes of a log and of an event beside their texts, as heap snapshots of some thousand asks show. */
const LOG_BYTES = 1024;
const EVENT_BYTES = 160;

/**
 * The events of one ask in their order. Readers follow it from any point and at their own pace: they are
 * told that there is more, and take it when they can, so a slow one holds nothing but its place.
 */
export class AskLog {
  private readonly events: AskEvent[] = [];
  private readonly watchers = new Set<() => void>();
  private text = '';
  private trustsNumbers = true;

  /** Begins with the `start` event. */
  constructor(readonly head: AskHead) {
    this.append({ type: 'start', data: head.started });
  }

  /** The number of the last event. */
  get length(): number {
    return this.events.length;
  }

  /** The highest number of an event that any run of this ask has had so far; `UNKNOWN_EVENTS` when nobody can tell. */
  get highestNumber(): number {
    const lost = this.end?.type === 'error' && this.end.lost;
    return lost || !this.trustsNumbers ? UNKNOWN_EVENTS : Math.max(this.length, this.head.replacedEvents);
  }

  /** To be called when there may be another run of this ask that this one does not know: every reader begins anew. */
  distrustNumbers(): void {
    this.trustsNumbers = false;
  }

  /**
   * The number behind which a reader goes on who says that it has the events up to `after`; 0, so that it begins
   * anew, when those are or may be of another run.
   */
  resumeAfter(after: number): number {
    const isOfThis = after > this.head.replacedEvents && this.mayHaveTold(after);
    return this.trustsNumbers && isOfThis ? after : 0;
  }

  /** The event of that number, counted from 1. */
  at(seq: number): AskEvent | undefined {
    return this.events[seq - 1];
  }

  /** How it ended; undefined as long as it goes on. */
  get end(): AskEnd | undefined {
    const last = this.events.at(-1);
    return last !== undefined && isEnd(last) ? last : undefined;
  }

  /** All deltas so far, together. */
  get answer(): string {
    return this.text;
  }

  /** What it holds in memory, estimated. */
  get bytes(): number {
    const end = this.end === undefined ? 0 : JSON.stringify(this.end.data).length;
    return LOG_BYTES + this.events.length * EVENT_BYTES + (this.text.length * 2 + end) * 2;
  }

  /** @throws Error when it has ended: nothing can happen to it any more */
  append(entry: AskEntry): AskEvent {
    if (this.end !== undefined) throw new Error('an ask that has ended gets no more events');
    const event: AskEvent = { ...entry, seq: this.events.length + 1 };
    this.events.push(event);
    if (event.type === 'delta') this.text += event.data.text;
    for (const tell of this.watchers) tell();
    return event;
  }

  /** Calls `tell` after every further event, until the returned function is called. */
  watch(tell: () => void): () => void {
    this.watchers.add(tell);
    return () => void this.watchers.delete(tell);
  }

  /** Whether a reader can have the event of that number. */
  protected mayHaveTold(seq: number): boolean {
    return seq <= this.length;
  }

  /** Resolves when it has ended. @throws the signal's reason when that aborts first */
  async untilEnd(signal: AbortSignal): Promise<AskEnd> {
    const ended = Promise.withResolvers<AskEnd>();
    const unwatch = this.watch(() => this.end !== undefined && ended.resolve(this.end));
    try {
      return this.end ?? (await orAborted(ended.promise, signal));
    } finally {
      unwatch();
    }
  }
}
