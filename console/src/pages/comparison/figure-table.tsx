import type { ComparedFigure } from '../../api/types.js';
import { DataTable } from '../../components/data-table.js';
import { type Format, NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { comparisonMessages } from './messages.js';

export function FigureTable({ figures }: { readonly figures: readonly ComparedFigure[] }) {
  const m = useMessages(comparisonMessages);
  const format = useFormat();
  return (
    <DataTable
      caption={m.figures}
      rows={figures}
      keyOf={({ name }) => name}
      columns={[
        { key: 'name', header: m.figure, card: 'title', cell: ({ name }) => m.names[name] },
        {
          key: 'original',
          header: m.original,
          numeric: true,
          cell: ({ name, original }) => shown(name, original, format),
        },
        {
          key: 'replay',
          header: m.replay,
          numeric: true,
          cell: ({ name, replay }) => shown(name, replay, format),
        },
        { key: 'change', header: m.change, numeric: true, cell: (figure) => changeOf(figure, format) },
      ]}
    />
  );
}

function shown(name: ComparedFigure['name'], value: number | null, format: Format): string {
  switch (name) {
    case 'latencyMs':
    case 'firstContentMs':
      return format.ms(value);
    case 'cost':
      return format.cost(value);
    case 'promptTokens':
    case 'completionTokens':
    case 'answerChars':
      return format.count(value);
  }
}

/** The difference, and what share of the original's that is. */
function changeOf({ name, original, change }: ComparedFigure, format: Format): string {
  if (change === null || change === 0) return change === null ? NOTHING : '0';
  const difference = `${change > 0 ? '+' : '−'}${shown(name, Math.abs(change), format)}`;
  return original === null || original === 0
    ? difference
    : `${difference} (${format.change(change / original)})`;
}
