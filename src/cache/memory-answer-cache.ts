import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import { AnswerCache, type CachedAnswer } from './answer-cache.js';

/** What the answers may take altogether, in bytes; beyond that, those go that nobody asked for longest. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Bytes of an entry beside its texts. */
const ENTRY_BYTES = 512;

/** Answers of this process alone. */
export class MemoryAnswerCache extends AnswerCache {
  private readonly answers: LRUCache<string, CachedAnswer>;

  constructor(clock: Clock) {
    super();
    this.answers = new LRUCache<string, CachedAnswer>({
      maxSize: MAX_BYTES,
      sizeCalculation: bytesOf,
      // Asks the clock each time; the library would remember its word for a millisecond of the machine's.
      ttlResolution: 0,
      perf: { now: () => clock.monotonic() },
    });
  }

  override async find(key: string): Promise<CachedAnswer | undefined> {
    return this.answers.get(key);
  }

  override async keep(key: string, answer: CachedAnswer, ttlS: number): Promise<void> {
    this.answers.set(key, answer, { ttl: ttlS * 1000 });
  }
}

function bytesOf({ answer, output }: CachedAnswer): number {
  return ENTRY_BYTES + (answer.length + JSON.stringify(output).length) * 2;
}
