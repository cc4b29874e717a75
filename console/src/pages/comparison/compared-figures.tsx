import type { ComparedFigure, FigureName } from '../../api/types.js';
import { ChangeMark } from '../../components/change-mark.js';
import { type Unit, judge } from '../../components/change.js';
import { DataTable } from '../../components/data-table.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { comparisonMessages } from './messages.js';

export function ComparedFigures({ figures }: { readonly figures: readonly ComparedFigure[] }) {
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
          cell: ({ name, original }) => format[UNITS[name]](original),
        },
        {
          key: 'replay',
          header: m.replay,
          numeric: true,
          cell: ({ name, replay }) => format[UNITS[name]](replay),
        },
        { key: 'change', header: m.change, cell: markOf },
      ]}
    />
  );
}

const UNITS: Readonly<Record<FigureName, Unit>> = {
  latencyMs: 'ms',
  firstContentMs: 'ms',
  promptTokens: 'count',
  completionTokens: 'count',
  cost: 'cost',
  answerChars: 'count',
};

function markOf({ name, original, replay }: ComparedFigure) {
  const wish = name === 'answerChars' ? 'neither' : 'less';
  return <ChangeMark change={judge(original, replay, wish, UNITS[name])} />;
}
