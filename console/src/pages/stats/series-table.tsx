import { useState } from 'react';
import { type Column, DataTable } from '../../components/data-table.js';
import { NOTHING } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { statsMessages } from './messages.js';
import type { Series } from './series.js';

interface SeriesTableProps {
  readonly title: string;
  readonly labels: readonly string[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

interface Row {
  readonly index: number;
  readonly label: string;
}

/** What a chart shows, as figures; the latest first, without the times when nobody asked. */
export function SeriesTable({ title, labels, series, format }: SeriesTableProps) {
  const m = useMessages(statsMessages);
  const [open, setOpen] = useState(false);
  return (
    <details className="series-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{m.table}</summary>
      {open && (
        <DataTable
          caption={title}
          columns={columnsOf(series, m.time, format)}
          rows={rowsOf(labels, series)}
          keyOf={({ index }) => String(index)}
        />
      )}
    </details>
  );
}

function rowsOf(labels: readonly string[], series: readonly Series[]): Row[] {
  return labels
    .map((label, index) => ({ label, index }))
    .filter(({ index }) => series.some(({ values }) => typeof values[index] === 'number'))
    .toReversed();
}

function columnsOf(
  series: readonly Series[],
  time: string,
  format: (value: number) => string,
): Column<Row>[] {
  return [
    {
      key: 'time',
      header: time,
      card: 'title',
      cell: ({ label }) => <span className="nowrap">{label}</span>,
    },
    ...series.map(({ key, label, values }) => ({
      key,
      header: label,
      numeric: true,
      cell: ({ index }: Row) => {
        const value = values[index] ?? null;
        return value === null ? NOTHING : format(Math.abs(value));
      },
    })),
  ];
}
