import { LRUCache } from 'lru-cache';
import type { Clock } from '../../common/clock.js';
import { type AskHead, AskLog } from './ask-log.js';
import { AskLogs, type AskOwner, type Begun, KEPT_MS, type OwnLog } from './ask-logs.js';

/** What the logs of ended asks may hold altogether, in bytes. */
const KEPT_BYTES = 192 * 1024 * 1024;

interface Running {
  readonly log: AskLog;
  readonly owner: AskOwner;
}

/** Logs of this process alone. Bounded: running ones are never dropped, ended ones when there are too many. */
export class MemoryAskLogs extends AskLogs {
  private readonly running = new Map<string, Running>();
  private readonly ended: LRUCache<string, AskLog>;

  constructor(clock: Clock) {
    super();
    this.ended = new LRUCache<string, AskLog>({
      ttl: KEPT_MS,
      // Asks the clock each time; the library would remember its word for a millisecond of the machine's.
      ttlResolution: 0,
      maxSize: KEPT_BYTES,
      sizeCalculation: ({ bytes }) => bytes,
      perf: { now: () => clock.monotonic() },
    });
  }

  override async begin(head: AskHead, owner: AskOwner, replaces?: AskLog): Promise<Begun> {
    const key = keyOf(head.userId, head.started.traceId);
    const other = this.look(key);
    if (other !== undefined && other !== replaces) return { other };
    this.ended.delete(key);
    const log = new AskLog(head);
    this.running.set(key, { log, owner });
    return { own: this.ownLog(key, log) };
  }

  override async find(userId: string, traceId: string): Promise<AskLog | undefined> {
    return this.look(keyOf(userId, traceId));
  }

  override async cancel({ head }: AskLog): Promise<void> {
    const running = this.running.get(keyOf(head.userId, head.started.traceId));
    if (running?.log.head.id === head.id) running.owner.onCancel();
  }

  override async ofUser(userId: string): Promise<readonly AskLog[]> {
    const prefix = keyOf(userId, '');
    const keys = [...this.running.keys(), ...this.ended.keys()].filter((key) => key.startsWith(prefix));
    return [...new Set(keys)].flatMap((key) => this.look(key) ?? []);
  }

  override async forget({ head }: AskLog): Promise<void> {
    const key = keyOf(head.userId, head.started.traceId);
    if (this.ended.peek(key)?.head.id === head.id) this.ended.delete(key);
  }

  override async check(): Promise<void> {
    // There is nothing that could be missing.
  }

  override async close(): Promise<void> {
    this.ended.clear();
  }

  private ownLog(key: string, log: AskLog): OwnLog {
    return {
      log,
      append: (entry) => void log.append(entry),
      end: async (entry) => {
        log.append(entry);
        this.running.delete(key);
        this.ended.set(key, log);
      },
    };
  }

  private look(key: string): AskLog | undefined {
    return this.running.get(key)?.log ?? this.ended.get(key);
  }
}

/** A line feed stands in no userId and no traceId, so no two pairs share a key. */
function keyOf(userId: string, traceId: string): string {
  return `${userId}\n${traceId}`;
}
