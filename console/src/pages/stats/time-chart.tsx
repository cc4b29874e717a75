import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  Tooltip,
  type TooltipItem,
} from 'chart.js';
import { useEffect, useRef } from 'react';
import { colorOf } from '../../theme/theme.js';
import type { Series } from './series.js';

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LineController,
  LineElement,
  LinearScale,
  PointElement,
  Tooltip,
);

/** Told apart also without colours; in the order of the series. */
const MARKS = ['circle', 'triangle', 'rect', 'rectRot', 'cross', 'star'] as const;

export interface TimeChartProps {
  readonly type: 'line' | 'bar';
  /** What it shows, for who does not see it. */
  readonly label: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

/** Lines, or bars on top of each other, over time. */
export function TimeChart(props: TimeChartProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart | null>(null);
  const { type, label, labels, series, format } = props;

  useEffect(() => {
    if (canvas.current === null) return undefined;
    const drawn = new Chart<'line' | 'bar', (number | null)[], string>(canvas.current, configOf(type));
    chart.current = drawn;
    return () => drawn.destroy();
  }, [type]);

  useEffect(() => {
    if (chart.current === null) return;
    chart.current.data = { labels: [...labels], datasets: datasetsOf(type, series) };
    chart.current.options = optionsOf(type, format);
    chart.current.update('none');
  }, [type, labels, series, format]);

  return (
    <figure className="chart-frame" aria-label={label}>
      <canvas ref={canvas} aria-hidden="true" />
    </figure>
  );
}

type Config = ChartConfiguration<'line' | 'bar', (number | null)[], string>;

function configOf(type: 'line' | 'bar'): Config {
  return { type, data: { labels: [], datasets: [] } };
}

function datasetsOf(
  type: 'line' | 'bar',
  series: readonly Series[],
): ChartDataset<'line' | 'bar', (number | null)[]>[] {
  return series.map(({ label, series: index, dashed, values }) => {
    const color = colorOf(`--series-${index}`);
    const data = [...values];
    if (type === 'bar')
      return { type, label, data, backgroundColor: color, stack: 'all', maxBarThickness: 24 };
    return {
      type,
      label,
      data,
      borderColor: color,
      backgroundColor: color,
      borderWidth: dashed ? 1.5 : 2,
      borderDash: dashed ? [5, 4] : [],
      pointStyle: MARKS[index - 1] ?? 'circle',
      pointRadius: dashed ? 1 : 2.5,
      pointHoverRadius: 5,
      cubicInterpolationMode: 'monotone' as const,
    };
  });
}

function optionsOf(type: 'line' | 'bar', format: (value: number) => string): NonNullable<Config['options']> {
  const text = colorOf('--text-2');
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  const stacked = type === 'bar';
  return {
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: 'index', intersect: false },
    scales: {
      x: {
        stacked,
        grid: { display: false },
        border: { color: colorOf('--line-strong') },
        ticks: { color: text, font, maxRotation: 0, autoSkipPadding: 16 },
      },
      y: {
        stacked,
        beginAtZero: true,
        grid: { color: colorOf('--line') },
        border: { display: false },
        ticks: {
          color: text,
          font,
          maxTicksLimit: 6,
          callback: (value) => format(Math.abs(Number(value))),
        },
      },
    },
    plugins: { tooltip: tooltipOf(format, font) },
  };
}

function tooltipOf(format: (value: number) => string, font: { readonly family: string }) {
  return {
    backgroundColor: colorOf('--surface'),
    titleColor: colorOf('--text'),
    bodyColor: colorOf('--text'),
    borderColor: colorOf('--line-strong'),
    borderWidth: 1,
    padding: 10,
    usePointStyle: true,
    titleFont: font,
    bodyFont: font,
    callbacks: {
      label: ({ dataset, parsed }: TooltipItem<'line' | 'bar'>) =>
        ` ${dataset.label ?? ''}  ${format(Math.abs(parsed.y ?? 0))}`,
    },
  };
}
