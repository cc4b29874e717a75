import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/clock.js';
import type { RolloutFigures } from '../trace/rollout-figures.js';
import { SliceCounts } from './arm-counts.js';
import type { CountedSlice } from './arm-tests.js';
import { SHORTEST_MS, type Slice, slicesOf } from './slices.js';

/** Slices kept in memory, each of a kilobyte or some, and of thirty bytes a user: a week of a dozen rollouts. */
const MAX_SLICES = 8_000;
/** Milliseconds. */
const SHORTEST_USE = 1_000;
const LONGEST_USE = 3_600_000;

interface KeptSlice {
  readonly counts: SliceCounts;
  /** On the clock that never goes back. */
  readonly usableUntil: number;
}

/** Which of a rollout's slices are told. */
export interface SlicesSpan {
  /** Milliseconds since the Unix epoch: what began earlier is not counted. */
  readonly notBefore: number;
  /** How long asks are kept, in milliseconds: a slice of which some may be gone is not told. */
  readonly reachMs: number;
}

/**
 * The asks of rollouts, added up in slices of time. One that was read is used again for a tenth of its age: votes,
 * deletion and asks that end late change the past, the less the longer ago it is (docs/adr/0021).
 */
export class RolloutSlices {
  private readonly kept = new LRUCache<string, KeptSlice>({ max: MAX_SLICES });

  constructor(
    private readonly figures: RolloutFigures,
    private readonly clock: Clock,
  ) {}

  /**
   * All slices from the first counted ask of the rollout on; none before there is one.
   * @throws AppError `INTERNAL`, reason `storage`
   */
  async of(key: string, { notBefore, reachMs }: SlicesSpan): Promise<CountedSlice[]> {
    const began = await this.figures.began({ key, from: notBefore });
    if (began === null) return [];
    // An ask that began a little earlier may end later than the first that was counted.
    const since = Math.max(notBefore, Math.floor(began / SHORTEST_MS) * SHORTEST_MS);
    const counted: CountedSlice[] = [];
    for (const slice of slicesOf(since, this.clock.now(), reachMs)) {
      counted.push({ ...slice, counts: await this.countsOf(key, slice) });
    }
    return counted;
  }

  private async countsOf(key: string, { from, to }: Slice): Promise<SliceCounts> {
    const name = `${key} ${from}`;
    const kept = this.kept.get(name);
    if (kept !== undefined && this.clock.monotonic() < kept.usableUntil) return kept.counts;
    const counts = new SliceCounts();
    for await (const part of this.figures.read({ key, from, to })) for (const ask of part) counts.add(ask);
    const use = Math.min(LONGEST_USE, Math.max(SHORTEST_USE, (this.clock.now() - to) / 10));
    this.kept.set(name, { counts, usableUntil: this.clock.monotonic() + use });
    return counts;
  }
}
