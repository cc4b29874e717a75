import { describe, expect, it } from 'vitest';
import type { Stats, StatsPoint, StatsRow } from '../../api/stats-types.js';
import { CHARTS } from './charts.js';
import { groupsOf, partsOf, totalsOf } from './groups.js';
import { seriesOf } from './series.js';

const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2026, 2, 1);
const at = (hour: number) => new Date(FROM + hour * HOUR_MS).toISOString();

function aRow(parts: Partial<StatsRow> = {}): StatsRow {
  return {
    intent: 'summarize',
    profile: 'summarize_v1',
    count: 10,
    errors: 1,
    errorRate: 0.1,
    latencyMs: { p50: 100, p95: 300 },
    firstContentMs: { p50: 50, p95: 90 },
    promptTokens: 1000,
    completionTokens: 200,
    cost: null,
    cached: 2,
    degraded: 0,
    truncated: 0,
    feedback: { up: 3, down: 1 },
    ...parts,
  };
}

function someStats(items: readonly StatsRow[], series: readonly StatsPoint[] = []): Stats {
  return { window: '6h', from: at(0), to: at(4), items, bucketMs: HOUR_MS, series };
}

describe('the figures of a window', () => {
  it('have a part for every time, also when nobody asked', () => {
    expect(partsOf(someStats([]))).toEqual([0, 1, 2, 3].map((hour) => FROM + hour * HOUR_MS));
    expect(partsOf({ ...someStats([]), bucketMs: null })).toEqual([]);
  });

  it('stand in the part in which they were asked', () => {
    const point = { ...aRow({ count: 7 }), at: at(2) };
    const [group] = groupsOf(someStats([aRow()], [point]));
    expect(group?.points).toEqual([null, null, point, null]);
  });

  it('come with what is asked most first, and what had no profile last', () => {
    const rows = [
      aRow({ profile: 'seldom', count: 1 }),
      aRow({ profile: null, count: 99 }),
      aRow({ profile: 'often', count: 50 }),
    ];
    expect(groupsOf(someStats(rows)).map(({ profile }) => profile)).toEqual(['often', 'seldom', null]);
  });

  it('keep the intents of one profile apart', () => {
    const rows = [aRow({ intent: 'a' }), aRow({ intent: 'b' })];
    const groups = groupsOf(someStats(rows, [{ ...aRow({ intent: 'b' }), at: at(0) }]));
    expect(groups.map(({ intent, points }) => [intent, points[0] !== null])).toEqual([
      ['a', false],
      ['b', true],
    ]);
  });

  it('add up; what has no price adds nothing, and nothing has no price', () => {
    expect(totalsOf([aRow({ cost: 1.5 }), aRow()])).toMatchObject({
      count: 20,
      errorRate: 0.1,
      cost: 1.5,
      up: 6,
    });
    expect(totalsOf([aRow()]).cost).toBeNull();
    expect(totalsOf([]).errorRate).toBeNull();
  });

  it('are drawn with disliked answers below the line, and without the latency of what had no profile', () => {
    const groups = groupsOf(
      someStats(
        [aRow(), aRow({ profile: null })],
        [
          { ...aRow(), at: at(0) },
          { ...aRow({ profile: null }), at: at(0) },
        ],
      ),
    ).map((group, index) => Object.assign(group, { label: String(group.profile), series: index + 1 }));
    const names = { p50: 'p50', p95: 'p95', up: 'liked', down: 'disliked' };
    const drawn = (name: string) =>
      CHARTS.filter((chart) => chart.name === name).flatMap((chart) => seriesOf(chart, groups, names));
    expect(drawn('latency').map(({ label }) => label)).toEqual(['summarize_v1 · p50', 'summarize_v1 · p95']);
    expect(
      drawn('feedback')
        .slice(0, 2)
        .map(({ values }) => values[0]),
    ).toEqual([3, -1]);
  });
});
