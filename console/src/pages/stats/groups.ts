import type { Stats, StatsPoint, StatsRow } from '../../api/stats-types.js';

/** As many as there are colours that can be told apart. */
export const MAX_GROUPS = 6;

/** One profile's asks of one intent, all through the window. */
export interface Group {
  readonly key: string;
  readonly intent: string | null;
  readonly profile: string | null;
  readonly count: number;
  /** By its part of the window; null where nobody asked. */
  readonly points: readonly (StatsPoint | null)[];
}

export function keyOf({ intent, profile }: Pick<StatsRow, 'intent' | 'profile'>): string {
  return JSON.stringify([intent, profile]);
}

/** When the parts of the window begin, those without asks too. Milliseconds since the Unix epoch. */
export function partsOf({ from, to, bucketMs }: Pick<Stats, 'from' | 'to' | 'bucketMs'>): number[] {
  if (bucketMs === null || bucketMs <= 0) return [];
  const begin = Date.parse(from);
  const count = Math.max(1, Math.ceil((Date.parse(to) - begin) / bucketMs));
  return Array.from({ length: count }, (_, index) => begin + index * bucketMs);
}

/** The groups that were asked most, and where in the window; those that nobody chose a profile for come last. */
export function groupsOf(stats: Stats): Group[] {
  const parts = partsOf(stats);
  const begin = Date.parse(stats.from);
  const pointsByKey = Map.groupBy(stats.series, keyOf);
  return stats.items
    .toSorted((a, b) => Number(a.profile === null) - Number(b.profile === null) || b.count - a.count)
    .map(({ intent, profile, count }) => {
      const key = keyOf({ intent, profile });
      const points: (StatsPoint | null)[] = parts.map(() => null);
      for (const point of pointsByKey.get(key) ?? []) {
        points[partAt(point.at, begin, stats.bucketMs ?? 1, parts.length)] = point;
      }
      return { key, intent, profile, count, points };
    });
}

function partAt(at: string, begin: number, bucketMs: number, parts: number): number {
  const part = Math.floor((Date.parse(at) - begin) / bucketMs);
  return Math.min(Math.max(part, 0), parts - 1);
}

export interface Totals {
  readonly count: number;
  readonly errors: number;
  readonly errorRate: number | null;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cost: number | null;
  readonly cached: number;
  readonly up: number;
  readonly down: number;
}

/** All rows together. What has no price adds nothing to the cost, which is null when nothing has one. */
export function totalsOf(rows: readonly StatsRow[]): Totals {
  const sum = (of: (row: StatsRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const count = sum((row) => row.count);
  const errors = sum((row) => row.errors);
  return {
    count,
    errors,
    errorRate: count === 0 ? null : errors / count,
    promptTokens: sum((row) => row.promptTokens),
    completionTokens: sum((row) => row.completionTokens),
    cost: rows.some(({ cost }) => cost !== null) ? sum((row) => row.cost ?? 0) : null,
    cached: sum((row) => row.cached),
    up: sum((row) => row.feedback.up),
    down: sum((row) => row.feedback.down),
  };
}
