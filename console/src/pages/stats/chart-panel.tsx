import { Suspense, lazy, useMemo } from 'react';
import { Panel } from '../../components/panel.js';
import { Loading } from '../../components/states.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { useThemeInForce } from '../../theme/use-theme-in-force.js';
import type { ChartKind } from './charts.js';
import { statsMessages } from './messages.js';
import { type DrawnGroup, hasValues, seriesOf } from './series.js';
import { SeriesTable } from './series-table.js';
import { useTimeLabels } from './time-labels.js';

/** Drawing is a library of its own, which only this page needs. */
const TimeChart = lazy(async () => ({ default: (await import('./time-chart.js')).TimeChart }));

interface ChartPanelProps {
  readonly kind: ChartKind;
  readonly groups: readonly DrawnGroup[];
  readonly parts: readonly number[];
  readonly bucketMs: number;
}

/** A chart, and the same as a table for who does not see it or wants the figures. */
export function ChartPanel({ kind, groups, parts, bucketMs }: ChartPanelProps) {
  const m = useMessages(statsMessages);
  const format = useFormat();
  const theme = useThemeInForce();
  const labels = useTimeLabels(parts, bucketMs);
  const series = useMemo(() => seriesOf(kind, groups, m), [kind, groups, m]);
  const title = m.charts[kind.name];
  const drawn = hasValues(series);
  return (
    <Panel
      title={title}
      actions={kind.note !== undefined && <span className="muted small">{m[kind.note]}</span>}
    >
      {drawn ? (
        <>
          <Suspense
            fallback={
              <div className="chart-frame">
                <Loading />
              </div>
            }
          >
            <TimeChart
              // The colours of a canvas are those of the moment when it was drawn.
              key={theme}
              type={kind.type}
              label={m.chartOf(title, series.map(({ label }) => label).join(', '))}
              labels={labels}
              series={series}
              format={format[kind.unit]}
            />
          </Suspense>
          <SeriesTable title={title} labels={labels} series={series} format={format[kind.unit]} />
        </>
      ) : (
        <p className="chart-empty muted small">{m.nothing}</p>
      )}
    </Panel>
  );
}
