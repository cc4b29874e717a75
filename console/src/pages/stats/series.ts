import type { ChartKind, Measure } from './charts.js';
import type { Group } from './groups.js';

/** A group as it is drawn: the same colour and mark in every chart, whichever others are hidden. */
export interface DrawnGroup extends Group {
  readonly label: string;
  /** 1–6, of the colours of the theme. */
  readonly series: number;
}

export interface Series {
  readonly key: string;
  readonly label: string;
  readonly series: number;
  readonly dashed: boolean;
  readonly values: readonly (number | null)[];
}

/** The lines or bars of a chart. */
export function seriesOf(
  { measures, onlyServed }: Pick<ChartKind, 'measures' | 'onlyServed'>,
  groups: readonly DrawnGroup[],
  partNames: Readonly<Record<NonNullable<Measure['part']>, string>>,
): Series[] {
  const drawn = groups.filter(({ profile }) => onlyServed !== true || profile !== null);
  return drawn.flatMap(({ key, label, series, points }) =>
    measures.map(({ part, of, dashed = false }) => ({
      key: `${key} ${part ?? ''}`,
      label: part === undefined ? label : `${label} · ${partNames[part]}`,
      series,
      dashed,
      values: points.map((point) => (point === null ? null : of(point))),
    })),
  );
}

/** Whether there is anything to draw. */
export function hasValues(series: readonly Series[]): boolean {
  return series.some(({ values }) => values.some((value) => value !== null && value !== 0));
}
