import type { CancelTimer, Clock } from '../../../common/clock.js';
import type { RedisConnection } from '../../../redis/redis-connection.js';
import type { AskEntry } from '../ask-event.js';
import { AskLog } from '../ask-log.js';
import { lostEnd } from '../lost-end.js';
import type { AskKeys } from './ask-keys.js';
import { type StoredHead, readEvents } from './stored-ask.js';

/** Milliseconds after which a log that is watched is looked at, should a message have been lost. */
const LOOK_MS = 2_000;

/** What a log that is watched needs of those who keep it. */
export interface Feed {
  readonly keys: AskKeys;
  readonly redis: RedisConnection;
  readonly clock: Clock;
  /** Called now and then while somebody watches and it has not ended: its process may be gone. */
  readonly onLook: (log: FollowedLog) => Promise<void>;
  readonly onWatched: (log: FollowedLog, watched: boolean) => void;
}

/** The log of an ask that another process runs, as far as Redis has told it; goes on while somebody watches. */
export class FollowedLog extends AskLog {
  private watching = 0;
  private unlisten: (() => void) | undefined;
  private cancelTimer: CancelTimer | undefined;
  private looking = false;
  private reading: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly stored: StoredHead,
    private readonly feed: Feed,
  ) {
    super(stored.head);
  }

  /** Which process runs it. */
  get process(): string {
    return this.stored.process;
  }

  get keys(): AskKeys {
    return this.feed.keys;
  }

  /** Reads what has come until now; callers that come meanwhile share the next reading. @throws whatever Redis says */
  read(): Promise<void> {
    if (this.next !== undefined) return this.next;
    if (this.reading === undefined) return this.readNow();
    // Redis may have answered this one before that came of which the caller has heard.
    this.next = this.reading.catch(() => undefined).then(() => this.readNow());
    return this.next;
  }

  /** Adds what comes next; what is there already is left out. */
  add(seq: number, entry: AskEntry): void {
    if (this.end === undefined && seq === this.length + 1) this.append(entry);
  }

  override watch(tell: () => void): () => void {
    const unwatch = super.watch(tell);
    this.watching += 1;
    if (this.watching === 1) this.start();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      unwatch();
      this.watching -= 1;
      if (this.watching === 0) this.stop();
    };
  }

  /** Whoever runs it tells its own readers first, of whom one may have come here. */
  protected override mayHaveTold(seq: number): boolean {
    return this.end === undefined || super.mayHaveTold(seq);
  }

  private start(): void {
    if (this.end !== undefined) return;
    this.feed.onWatched(this, true);
    const read = (): void => void this.tryToRead();
    this.unlisten = this.feed.redis.listen(this.feed.keys.channel, read, read);
    void this.look();
  }

  private stop(): void {
    this.cancelTimer?.();
    this.unlisten?.();
    this.unlisten = undefined;
    this.feed.onWatched(this, false);
  }

  /** One at a time: a look that is under way goes on for who watches meanwhile. */
  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    await this.tryToRead();
    if (this.watching > 0 && this.end === undefined) await this.feed.onLook(this).catch(() => undefined);
    this.looking = false;
    if (this.watching === 0) return;
    if (this.end !== undefined) return this.stop();
    this.cancelTimer = this.feed.clock.after(LOOK_MS, () => void this.look());
  }

  /** While Redis is gone there is nothing to read; the next look may find more. */
  private async tryToRead(): Promise<void> {
    await this.read().catch(() => undefined);
  }

  private readNow(): Promise<void> {
    this.next = undefined;
    this.reading = this.readOn().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readOn(): Promise<void> {
    const { redis, keys } = this.feed;
    const { id, events } = await readEvents(redis.commands, keys, this.length + 1);
    if (id === this.head.id) for (const { seq, ...entry } of events) this.add(seq, entry);
    // How it ended can be learnt no more, for another run has its place.
    else if (id !== '') this.add(this.length + 1, lostEnd(this, this.feed.clock.now()));
  }
}
