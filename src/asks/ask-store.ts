import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Clock } from '../common/clock.js';
import type { Ask } from './ask.js';

/** The contract: the same traceId finds its ask for 10 minutes after it ended. */
const KEPT_MS = 600_000;
/** What ended asks may hold altogether, in bytes. */
const KEPT_BYTES = 192 * 1024 * 1024;
/** Bytes of an ask beside its texts, as heap snapshots of some thousand asks show. */
const ASK_BYTES = 6 * 1024;

/** The asks that are running or ended a short while ago, in this process. Bounded; running ones are never dropped. */
@Injectable()
export class AskStore {
  private readonly running = new Map<string, Ask>();
  private readonly endedAsks: LRUCache<string, Ask>;

  constructor(clock: Clock) {
    this.endedAsks = new LRUCache<string, Ask>({
      ttl: KEPT_MS,
      // Asks the clock each time; the library would remember its word for a millisecond of the machine's.
      ttlResolution: 0,
      maxSize: KEPT_BYTES,
      sizeCalculation: weight,
      perf: { now: () => clock.monotonic() },
    });
  }

  find(userId: string, traceId: string): Ask | undefined {
    const key = keyOf(userId, traceId);
    return this.running.get(key) ?? this.endedAsks.get(key);
  }

  /** Keeps a new ask, in the place of an ended one of the same name. */
  add(ask: Ask): void {
    const key = keyOf(ask.start.userId, ask.trace.traceId);
    this.endedAsks.delete(key);
    this.running.set(key, ask);
    void this.keepWhenEnded(key, ask);
  }

  allRunning(): readonly Ask[] {
    return [...this.running.values()];
  }

  private async keepWhenEnded(key: string, ask: Ask): Promise<void> {
    await ask.ended;
    this.running.delete(key);
    this.endedAsks.set(key, ask);
  }
}

/** A line feed stands in no userId and no traceId, so no two pairs share a key. */
function keyOf(userId: string, traceId: string): string {
  return `${userId}\n${traceId}`;
}

function weight(ask: Ask): number {
  const { answer, output, input } = ask.trace;
  const characters = (answer?.length ?? 0) + JSON.stringify([output, input]).length;
  return ASK_BYTES + characters * 2;
}
