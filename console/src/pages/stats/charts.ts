import type { StatsPoint } from '../../api/stats-types.js';

export type ChartName = 'latency' | 'firstContent' | 'asks' | 'errors' | 'tokens' | 'cost' | 'feedback';

/** One line or one row of bars of every group. */
export interface Measure {
  /** Said beside the group's name where a chart has more than one. */
  readonly part?: 'p50' | 'p95' | 'up' | 'down';
  readonly of: (point: StatsPoint) => number | null;
  readonly dashed?: boolean;
}

export interface ChartKind {
  readonly name: ChartName;
  readonly type: 'line' | 'bar';
  readonly unit: 'ms' | 'count' | 'cost';
  readonly note?: 'quantiles' | 'upAndDown';
  /** Without what was refused before a profile was chosen: that tells nothing of a profile's speed. */
  readonly onlyServed?: true;
  readonly measures: readonly Measure[];
}

/** What is drawn, in the order of what is looked at most. What adds up is bars, on top of each other. */
export const CHARTS: readonly ChartKind[] = [
  {
    name: 'latency',
    type: 'line',
    unit: 'ms',
    note: 'quantiles',
    onlyServed: true,
    measures: [
      { part: 'p50', of: ({ latencyMs }) => latencyMs.p50 },
      { part: 'p95', of: ({ latencyMs }) => latencyMs.p95, dashed: true },
    ],
  },
  {
    name: 'firstContent',
    type: 'line',
    unit: 'ms',
    note: 'quantiles',
    onlyServed: true,
    measures: [
      { part: 'p50', of: ({ firstContentMs }) => firstContentMs.p50 },
      { part: 'p95', of: ({ firstContentMs }) => firstContentMs.p95, dashed: true },
    ],
  },
  { name: 'asks', type: 'bar', unit: 'count', measures: [{ of: ({ count }) => count }] },
  { name: 'errors', type: 'bar', unit: 'count', measures: [{ of: ({ errors }) => errors }] },
  {
    name: 'tokens',
    type: 'bar',
    unit: 'count',
    measures: [{ of: ({ promptTokens, completionTokens }) => promptTokens + completionTokens }],
  },
  { name: 'cost', type: 'bar', unit: 'cost', measures: [{ of: ({ cost }) => cost }] },
  {
    name: 'feedback',
    type: 'bar',
    unit: 'count',
    note: 'upAndDown',
    measures: [
      { part: 'up', of: ({ feedback }) => feedback.up },
      { part: 'down', of: ({ feedback }) => -feedback.down },
    ],
  },
];
