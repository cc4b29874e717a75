import { Logger } from '@nestjs/common';
import type { CancelTimer, Clock } from '../../../common/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import { newId } from '../../../common/ids.js';
import type { RedisConnection } from '../../../redis/redis-connection.js';
import { type AskHead, AskLog } from '../ask-log.js';
import { AskLogs, type Begun, KEPT_MS } from '../ask-logs.js';
import { lostEnd } from '../lost-end.js';
import { MemoryAskLogs } from '../memory-ask-logs.js';
import { type AskKeys, askKeys, cancelChannel, processKey } from './ask-keys.js';
import { ABANDON, BEGIN } from './ask-scripts.js';
import { type Feed, FollowedLog } from './followed-log.js';
import { MirroredLog, RUNNING_LIFE_MS } from './mirrored-log.js';
import { type StoredHead, parseHead } from './stored-ask.js';

/** Milliseconds between two signs of life of this process, and after which one without them counts as gone. */
const ALIVE_MS = 1_500;
const GONE_MS = 5_000;

interface Mirror {
  readonly log: MirroredLog;
  readonly onCancel: () => void;
}

/**
 * Logs that all processes share. Each process keeps those of the asks that it runs in its own memory and a
 * copy in Redis, from which the others read; so asks go on while Redis is gone, and what it lost comes back.
 */
export class RedisAskLogs extends AskLogs {
  private readonly logger = new Logger('AskLogs');
  private readonly processId = newId();
  private readonly local: MemoryAskLogs;
  /** Those that this process runs, and those that have ended as long as Redis does not know; by id. */
  private readonly mirrors = new Map<string, Mirror>();
  /** Those of other processes that somebody watches, by id. */
  private readonly followed = new Map<string, FollowedLog>();
  /** Processes without a sign of life, and since when. */
  private readonly missing = new Map<string, number>();
  private readonly leave: (() => void)[];
  private cancelTimer: CancelTimer = () => {};
  /** `Clock.monotonic()` when Redis was found last. */
  private foundAt: number;

  constructor(
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {
    super();
    this.local = new MemoryAskLogs(clock);
    this.leave = [
      redis.whenReady(() => void this.comeBack()),
      redis.listen(cancelChannel(this.processId), (id) => this.mirrors.get(id)?.onCancel()),
    ];
    this.foundAt = clock.monotonic();
    void this.live();
  }

  override async begin(head: AskHead, onCancel: () => void, replaces?: AskLog): Promise<Begun> {
    const keys = askKeys(head.userId, head.started.traceId);
    const stored = JSON.stringify({ process: this.processId, head } satisfies StoredHead);
    const other = await this.claim(keys, head, stored, replaces).catch((error: unknown) => {
      this.logger.warn({ err: nameOf(error) }, 'an ask begins that other processes cannot see');
      return undefined;
    });
    if (other !== undefined) return { other };
    return this.own(keys, head, stored, onCancel, replaces);
  }

  override async find(userId: string, traceId: string): Promise<AskLog | undefined> {
    const local = await this.local.find(userId, traceId);
    if (local !== undefined && local.end === undefined) return local;
    try {
      const keys = askKeys(userId, traceId);
      const stored = await this.redis.commands.hget(keys.head, 'head');
      return stored === null ? local : await this.known(keys, parseHead(stored));
    } catch (cause) {
      if (local !== undefined) return local;
      return unreachable(cause);
    }
  }

  override async cancel(log: AskLog): Promise<void> {
    const mirror = this.mirrors.get(log.head.id);
    if (mirror !== undefined) mirror.onCancel();
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
    await this.redis.commands.del(processKey(this.processId)).catch(() => undefined);
    await this.local.close();
  }

  /** The log that is in the place; undefined when it was free, and is now this ask's. */
  private async claim(
    keys: AskKeys,
    head: AskHead,
    stored: string,
    replaces: AskLog | undefined,
  ): Promise<AskLog | undefined> {
    const start = JSON.stringify(new AskLog(head).at(1));
    const values = [head.id, stored, start, RUNNING_LIFE_MS, replaces?.head.id ?? ''];
    const other = await BEGIN.run(this.redis.commands, [keys.head, keys.events], values);
    return typeof other === 'string' ? this.known(keys, parseHead(other)) : undefined;
  }

  private async own(
    keys: AskKeys,
    head: AskHead,
    stored: string,
    onCancel: () => void,
    replaces: AskLog | undefined,
  ): Promise<Begun> {
    const ended = await this.local.find(head.userId, head.started.traceId);
    const begun = await this.local.begin(head, onCancel, ended?.end === undefined ? replaces : ended);
    if ('other' in begun) return begun;
    const { own } = begun;
    const log = new MirroredLog(own, stored, keys, this.redis, this.clock);
    this.mirrors.set(head.id, { log, onCancel });
    return { own: log };
  }

  /** The log of a stored head: of this process when it runs here, else as far as Redis tells it. */
  private async known(keys: AskKeys, stored: StoredHead): Promise<AskLog> {
    const { head, process } = stored;
    const local = await this.local.find(head.userId, head.started.traceId);
    if (local?.head.id === head.id) return local;
    const log = this.followed.get(head.id) ?? new FollowedLog(stored, this.feed(keys));
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
        else this.followed.delete(log.head.id);
      },
    };
  }

  /** Ends an ask whose process gives no sign of life any more. */
  private async lookAfter(log: FollowedLog): Promise<void> {
    // Right after Redis was gone, those who live may not have said so again.
    if (this.clock.monotonic() - this.foundAt < GONE_MS) return;
    if (!(await this.isGone(log.process))) return;
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

  /** Only one that is missing for a while: who empties Redis takes the signs of the living as well. */
  private async isGone(process: string): Promise<boolean> {
    if ((await this.redis.commands.exists(processKey(process))) === 1) {
      this.missing.delete(process);
      return false;
    }
    const since = this.missing.get(process) ?? this.clock.monotonic();
    this.missing.set(process, since);
    return this.clock.monotonic() - since >= 2 * ALIVE_MS;
  }

  /** Gives signs of life, and writes what could not be written before. */
  private async live(): Promise<void> {
    this.cancelTimer = this.clock.after(ALIVE_MS, () => void this.live());
    await this.redis.commands.set(processKey(this.processId), 1, 'PX', GONE_MS).catch(() => undefined);
    for (const [id, { log }] of this.mirrors) {
      if (log.isDone) this.mirrors.delete(id);
      else void log.write();
    }
  }

  /** Redis may be another one, or the same one without its memory. */
  private async comeBack(): Promise<void> {
    this.foundAt = this.clock.monotonic();
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
