import { LRUCache } from 'lru-cache';
import type { Clock } from '../../common/clock.js';
import type { AskFigures, FiguresSpan, TraceFigures } from '../../trace/trace-figures.js';
import { GroupedFigures } from './grouped-figures.js';

/** Groups kept in memory, each of some kilobytes. */
const MAX_GROUPS = 8_000;
/** Milliseconds. */
const SHORTEST_USE = 1_000;
const LONGEST_USE = 3_600_000;

interface KeptSlice {
  readonly figures: Promise<GroupedFigures>;
  readonly groups: number;
  /** On the clock that never goes back; infinite while it is being read. */
  readonly usableUntil: number;
}

/**
 * Slices of time, added up. One that was read is used again for a tenth of its age: feedback, deletion and asks
 * that end late change the past, the less the longer ago it is. Who asks for one that is being read waits for that.
 */
export class FiguresSlices {
  private readonly kept = new LRUCache<string, KeptSlice>({
    maxSize: MAX_GROUPS,
    sizeCalculation: ({ groups }) => groups + 1,
  });

  /** @param isIntent whether a name is that of an intent: a client that is refused may send any */
  constructor(
    private readonly source: TraceFigures,
    private readonly clock: Clock,
    private readonly isIntent: (name: string) => boolean,
  ) {}

  /** @throws AppError `INTERNAL`, reason `storage` */
  async figuresOf(span: FiguresSpan): Promise<GroupedFigures> {
    const key = `${span.environment} ${span.from} ${span.to}`;
    const kept = this.kept.get(key);
    if (kept !== undefined && this.clock.monotonic() < kept.usableUntil) return kept.figures;
    const figures = this.addUp(span);
    this.kept.set(key, { figures, groups: 0, usableUntil: Number.POSITIVE_INFINITY });
    try {
      const { size: groups } = await figures;
      const usableUntil = this.clock.monotonic() + this.useOf(span);
      this.kept.set(key, { figures, groups, usableUntil });
      return await figures;
    } catch (error) {
      this.kept.delete(key);
      throw error;
    }
  }

  private async addUp(span: FiguresSpan): Promise<GroupedFigures> {
    const figures = new GroupedFigures();
    for await (const part of this.source.read(span)) {
      for (const ask of part) figures.add(this.named(ask));
    }
    return figures;
  }

  /** What no profile has served is of an intent only if there is one of that name. */
  private named(ask: AskFigures): AskFigures {
    const { intent, profile } = ask;
    if (intent === null || profile !== null || this.isIntent(intent)) return ask;
    return { ...ask, intent: null };
  }

  private useOf({ to }: FiguresSpan): number {
    const tenthOfAge = (this.clock.now() - to) / 10;
    return Math.min(LONGEST_USE, Math.max(SHORTEST_USE, tenthOfAge));
  }
}
