import { Logger } from '@nestjs/common';
import type { CancelTimer, Clock } from '../../../common/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import { newId } from '../../../common/ids.js';
import type { RedisConnection } from '../../../redis/redis-connection.js';
import { type AskHead, AskLog, UNKNOWN_EVENTS } from '../ask-log.js';
import { AskLogs, type AskOwner, type Begun, KEPT_MS } from '../ask-logs.js';
import { lostEnd } from '../lost-end.js';
import { MemoryAskLogs } from '../memory-ask-logs.js';
import { type AskKeys, askKeys, cancelChannel } from './ask-keys.js';
import { ABANDON, BEGIN } from './ask-scripts.js';
import { type Feed, FollowedLog } from './followed-log.js';
import { MirroredLog, RUNNING_LIFE_MS } from './mirrored-log.js';
import { ALIVE_MS, SignsOfLife } from './signs-of-life.js';
import { type StoredHead, parseHead } from './stored-ask.js';

interface Mirror {
  readonly log: MirroredLog;
  readonly owner: AskOwner;
}

/**
 * Logs that all processes share. Each process keeps those of the asks that it runs in its own memory and a
 * copy in Redis, from which the others read; so asks go on while Redis is gone, and what it lost comes back.
 */
export class RedisAskLogs extends AskLogs {
  private readonly logger = new Logger('AskLogs');
  private readonly processId = newId();
  private readonly local: MemoryAskLogs;
  private readonly signs: SignsOfLife;
  /** Those that this process runs, and those that have ended as long as Redis does not know; by id. */
  private readonly mirrors = new Map<string, Mirror>();
  /** Those of other processes that somebody watches, by id. */
  private readonly followed = new Map<string, FollowedLog>();
  private readonly leave: (() => void)[];
  private cancelTimer: CancelTimer = () => {};

  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {
    super();
    this.local = new MemoryAskLogs(clock);
    this.signs = new SignsOfLife(this.processId, redis, clock);
    this.leave = [
      redis.whenReady(() => void this.comeBack()),
      redis.listen(cancelChannel(this.processId), (id) => this.mirrors.get(id)?.owner.onCancel()),
    ];
    void this.live();
  }

  override async begin(head: AskHead, owner: AskOwner, replaces?: AskLog): Promise<Begun> {
    const keys = askKeys(head.userId, head.started.traceId);
    try {
      const other = await this.claim(keys, head, replaces);
      if (other !== undefined) return { other };
    } catch (error) {
      this.logger.warn({ err: nameOf(error) }, 'an ask begins that other processes cannot see');
      // Nor can this one see what others have run.
      return this.own(keys, { ...head, replacedEvents: UNKNOWN_EVENTS }, owner, replaces);
    }
    return this.own(keys, head, owner, replaces);
  }

  override async find(userId: string, traceId: string): Promise<AskLog | undefined> {
    const local = await this.local.find(userId, traceId);
    if (local !== undefined && local.end === undefined) return this.unconfirmed(local);
    try {
      const keys = askKeys(userId, traceId);
      const stored = await this.redis.commands.hget(keys.head, 'head');
      return stored === null ? local : await this.known(keys, parseHead(stored));
    } catch (cause) {
      if (local !== undefined) return this.unconfirmed(local);
      return unreachable(cause);
    }
  }

  override async cancel(log: AskLog): Promise<void> {
    const mirror = this.mirrors.get(log.head.id);
    if (mirror !== undefined) mirror.owner.onCancel();
    else if (log instanceof FollowedLog && log.end === undefined) {
      await this.redis.commands.publish(cancelChannel(log.process), log.head.id).catch(unreachable);
    }
  }

  override async check(): Promise<void> {
    await this.redis.check().catch(unreachable);
  }

  override async close(): Promise<void> {
    this.cancelTimer();
    for (const leave of this.leave) leave();
    await Promise.all([...this.mirrors.values()].map(({ log }) => log.write()));
    await this.signs.takeBack();
    await this.local.close();
  }

  /** The log that is in the place; undefined when it was free, and is now this ask's. */
  private async claim(
    keys: AskKeys,
    head: AskHead,
    replaces: AskLog | undefined,
  ): Promise<AskLog | undefined> {
    // What is replaced must have ended there as well.
    if (replaces !== undefined) await this.mirrors.get(replaces.head.id)?.log.write();
    const start = JSON.stringify(new AskLog(head).at(1));
    const values = [head.id, this.stored(head), start, RUNNING_LIFE_MS, replaces?.head.id ?? ''];
    const other = await BEGIN.run(this.redis.commands, [keys.head, keys.events], values);
    return typeof other === 'string' ? this.known(keys, parseHead(other)) : undefined;
  }

  private async own(
    keys: AskKeys,
    head: AskHead,
    owner: AskOwner,
    replaces: AskLog | undefined,
  ): Promise<Begun> {
    const here = await this.local.find(head.userId, head.started.traceId);
    const begun = await this.local.begin(head, owner, here?.end === undefined ? replaces : here);
    if ('other' in begun) return begun;
    const copy = { keys, head: this.stored(head), replaces: replaces?.head.id };
    const log = new MirroredLog(begun.own, copy, owner.onReplaced, this.redis, this.clock);
    this.mirrors.set(head.id, { log, owner });
    return { own: log };
  }

  private stored(head: AskHead): string {
    return JSON.stringify({ process: this.processId, head } satisfies StoredHead);
  }

  /** A log of this process, when nobody has been asked whether another run has its place by now. */
  private unconfirmed(log: AskLog): AskLog {
    if (log.end?.type === 'error' || this.signs.mayBeMissed) log.distrustNumbers();
    return log;
  }

  /** The log of a stored head: of this process when it runs here, else as far as Redis tells it. */
  private async known(keys: AskKeys, stored: StoredHead): Promise<AskLog> {
    const { head, process } = stored;
    const local = await this.local.find(head.userId, head.started.traceId);
    if (local?.head.id === head.id) return local;
    const watched = this.followed.get(head.id);
    // One that has ended tells its readers so for ever, but its process may have taken an abandoned end back.
    const goesOn = watched !== undefined && watched.end === undefined;
    const log = goesOn ? watched : new FollowedLog(stored, this.feed(keys));
    await log.read();
    if (log.end === undefined && process !== this.processId) await this.lookAfter(log);
    return log;
  }

  private feed(keys: AskKeys): Feed {
    return {
      keys,
      redis: this.redis,
      clock: this.clock,
      onLook: (log) => this.lookAfter(log),
      onWatched: (log, watched) => {
        if (watched) this.followed.set(log.head.id, log);
        else if (this.followed.get(log.head.id) === log) this.followed.delete(log.head.id);
      },
    };
  }

  /** Ends an ask whose process gives no sign of life any more. */
  private async lookAfter(log: FollowedLog): Promise<void> {
    if (!(await this.signs.isGone(log.process))) return;
    await log.read();
    if (log.end !== undefined) return;
    this.logger.warn({ id: log.head.id, process: log.process }, 'an ask has lost its process');
    const { head, events, channel } = log.keys;
    const end = lostEnd(log, this.clock.now());
    const event = JSON.stringify({ ...end, seq: log.length + 1 });
    const values = [log.head.id, log.length, event, KEPT_MS, channel];
    await ABANDON.run(this.redis.commands, [head, events], values);
    await log.read();
    // Redis may have lost it together with its process.
    if (log.end === undefined && (await this.redis.commands.exists(head)) === 0) log.add(log.length + 1, end);
  }

  /** Gives signs of life and looks for those of others, and writes what could not be written before. */
  private async live(): Promise<void> {
    this.cancelTimer = this.clock.after(ALIVE_MS, () => void this.live());
    void this.signs.lookForMissing();
    const seemedGone = await this.signs.give();
    for (const [id, { log }] of this.mirrors) {
      if (seemedGone) log.log.distrustNumbers();
      if (log.isDone) this.mirrors.delete(id);
      else void (seemedGone ? log.verify() : log.write());
    }
  }

  /** Redis may be another one, or the same one without its memory. */
  private async comeBack(): Promise<void> {
    this.signs.expectAll();
    this.cancelTimer();
    await this.live();
    await Promise.all([...this.mirrors.values()].map(({ log }) => log.verify()));
  }
}

/** @throws AppError `INTERNAL`, reason `ask_logs` */
function unreachable(cause: unknown): never {
  throw new AppError('INTERNAL', { reason: 'ask_logs', retryAfterS: 1, cause });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
