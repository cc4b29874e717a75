import type { Clock } from '../../../common/clock.js';
import type { RedisConnection } from '../../../redis/redis-connection.js';
import type { AskEnd, AskEntry, AskEvent } from '../ask-event.js';
import type { AskLog } from '../ask-log.js';
import { KEPT_MS, type OwnLog } from '../ask-logs.js';
import { type AskKeys, RUNNING_LIFE_MS } from './ask-keys.js';
import { APPEND } from './ask-scripts.js';
import { UserIndex } from './user-index.js';

/** Milliseconds that an end is held back, at most, for others to learn it too. */
const END_MS = 500;
const EVENTS_AT_ONCE = 200;

/** Where and how a log is written to Redis. */
export interface Copy {
  readonly keys: AskKeys;
  /** As it is stored. */
  readonly head: string;
  /** Id of the ask that has ended, in the place of which it may be written. */
  readonly replaces: string | undefined;
}

/**
 * The log of an ask that this process runs, and its copy in Redis. The process has the last word: what Redis
 * missed or lost is written there again, and while it is gone the ask goes on.
 */
export class MirroredLog implements OwnLog {
  /** Number of the last event that Redis is known to have. */
  private known = 0;
  private writing: Promise<void> | undefined;
  private replaced = false;
  /** The last event, from when it is known. */
  private ending: AskEvent | undefined;
  private endedAt: number | undefined;

  /** @param onReplaced called once, when another ask has taken its place */
  constructor(
    private readonly own: OwnLog,
    private readonly copy: Copy,
    private readonly onReplaced: () => void,
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {}

  get log(): AskLog {
    return this.own.log;
  }

  /** There is nothing left to write, or nobody who would still read it. */
  get isDone(): boolean {
    if (this.endedAt === undefined) return false;
    return this.replaced || this.known >= this.length || this.clock.monotonic() - this.endedAt > KEPT_MS;
  }

  append(entry: Exclude<AskEntry, AskEnd>): void {
    this.own.append(entry);
    void this.write();
  }

  async end(entry: AskEnd): Promise<void> {
    // Whoever reads here should not know more than who comes back elsewhere.
    this.ending = { ...entry, seq: this.log.length + 1 };
    const late = Promise.withResolvers<void>();
    const cancelTimer = this.clock.after(END_MS, late.resolve);
    await Promise.race([this.write(), late.promise]);
    cancelTimer();
    await this.own.end(entry);
    this.endedAt = this.clock.monotonic();
  }

  /** Writes what Redis does not have; while it is gone, nothing. Never rejects. */
  write(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
    });
    return this.writing;
  }

  /** Looks what Redis has, after it or this process was gone. */
  async verify(): Promise<void> {
    await this.writing;
    this.known = Math.min(this.known, this.length - 1);
    await this.write();
  }

  private get length(): number {
    return this.ending?.seq ?? this.log.length;
  }

  private async writeAll(): Promise<void> {
    try {
      while (!this.replaced && this.known < this.length) this.learn(await this.writeSome());
    } catch {
      // The connection has said so; what is missing is written when it is there again.
    }
  }

  private writeSome(): Promise<unknown> {
    const first = this.known + 1;
    const events: string[] = [];
    for (let seq = first; seq <= this.length && events.length < EVENTS_AT_ONCE; seq += 1) {
      events.push(JSON.stringify(this.log.at(seq) ?? this.ending));
    }
    const { keys, head, replaces = '' } = this.copy;
    const life = this.ending === undefined ? RUNNING_LIFE_MS : KEPT_MS;
    const values = [this.log.head.id, head, life, first, keys.channel, replaces, ...events];
    return this.send(() => APPEND.run(this.redis.commands, [keys.head, keys.events], values), first);
  }

  /** What begins with the first event may be on its way to a Redis without memory. */
  private async send(append: () => Promise<unknown>, first: number): Promise<unknown> {
    if (first > 1) return append();
    const index = new UserIndex(this.redis.commands).add(this.log.head, this.clock.now());
    const [last] = await Promise.all([append(), index]);
    return last;
  }

  private learn(last: unknown): void {
    if (typeof last !== 'number') throw new Error('Redis does not say which event is the last');
    if (last >= 0) this.known = last;
    else if (!this.replaced) this.giveUp();
  }

  private giveUp(): void {
    this.replaced = true;
    this.onReplaced();
  }
}
