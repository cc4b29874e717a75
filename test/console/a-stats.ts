import type { Stats } from '../../src/ops/stats/stats.dto.js';
import type { StatsWindow } from '../../src/ops/stats/stats-windows.js';
import type { Plain } from './plain.js';

export type FakeStats = Plain<Stats>;
type StatsRow = FakeStats['items'][number];
type StatsPoint = FakeStats['series'][number];

const TO = Date.UTC(2026, 2, 1, 12);
const HOUR_MS = 3_600_000;
const PARTS = 24;

function aRow(parts: Partial<StatsRow> = {}): StatsRow {
  return {
    intent: 'summarize',
    profile: 'summarize_v1',
    count: 1280,
    errors: 14,
    errorRate: 14 / 1280,
    latencyMs: { p50: 1840, p95: 4310 },
    firstContentMs: { p50: 420, p95: 980 },
    promptTokens: 396_800,
    completionTokens: 122_880,
    cost: 5.37,
    cached: 120,
    degraded: 3,
    truncated: 9,
    feedback: { up: 64, down: 11 },
    ...parts,
  };
}

const ROWS: readonly StatsRow[] = [
  aRow(),
  aRow({
    profile: 'summarize_v2',
    count: 140,
    errors: 11,
    errorRate: 11 / 140,
    latencyMs: { p50: 1510, p95: 3300 },
  }),
  aRow({
    intent: 'support',
    profile: 'support_v1',
    count: 610,
    cost: null,
    latencyMs: { p50: 2900, p95: 7400 },
  }),
  aRow({
    intent: 'support',
    profile: null,
    count: 12,
    errors: 12,
    errorRate: 1,
    latencyMs: { p50: 3, p95: 8 },
    firstContentMs: { p50: null, p95: null },
    promptTokens: 0,
    completionTokens: 0,
    cost: null,
    feedback: { up: 0, down: 0 },
  }),
];

/** A day of three profiles, of which one was not asked at night; and of asks that were refused. */
export function someStats(window: StatsWindow = '24h', intent = ''): FakeStats {
  const items = ROWS.filter((row) => intent === '' || row.intent === intent);
  return {
    window,
    from: new Date(TO - PARTS * HOUR_MS).toISOString(),
    to: new Date(TO).toISOString(),
    items,
    bucketMs: HOUR_MS,
    series: Array.from({ length: PARTS }, (_, part) =>
      items.flatMap((row, index) => pointsOf(row, index, part)),
    ).flat(),
  };
}

function pointsOf(row: StatsRow, index: number, part: number): StatsPoint[] {
  if (index === 1 && part < 8) return [];
  const wave = 1 + 0.4 * Math.sin((part + index * 3) / 3);
  const scaled = (value: number | null) => (value === null ? null : Math.round(value * wave));
  const share = (value: number) => Math.round((value / PARTS) * wave);
  return [
    {
      ...row,
      at: new Date(TO - (PARTS - part) * HOUR_MS).toISOString(),
      count: share(row.count),
      errors: share(row.errors),
      errorRate: row.errorRate * wave > 1 ? 1 : row.errorRate * wave,
      latencyMs: { p50: scaled(row.latencyMs.p50), p95: scaled(row.latencyMs.p95) },
      firstContentMs: { p50: scaled(row.firstContentMs.p50), p95: scaled(row.firstContentMs.p95) },
      promptTokens: share(row.promptTokens),
      completionTokens: share(row.completionTokens),
      cost: row.cost === null ? null : (row.cost / PARTS) * wave,
      feedback: { up: share(row.feedback.up), down: share(row.feedback.down) },
    },
  ];
}

/** Nobody has asked anything. */
export function noStats(): FakeStats {
  return { ...someStats(), items: [], series: [] };
}
