import type { ArmFigures, BatchOutcome } from '../../api/replay-types.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Facts } from '../../components/facts.js';
import { Panel } from '../../components/panel.js';
import { type Format, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeMark } from '../../components/change-mark.js';
import { type Unit, type Wish, judge } from '../../components/change.js';
import { replayMessages } from './messages.js';

interface Figure {
  readonly name: keyof (typeof replayMessages)['en']['figureNames'];
  readonly of: (arm: ArmFigures) => number | null;
  readonly wish: Wish;
  readonly unit: Unit;
}

const FIGURES: readonly Figure[] = [
  { name: 'count', of: ({ count }) => count, wish: 'neither', unit: 'count' },
  { name: 'errors', of: ({ errors }) => errors, wish: 'less', unit: 'count' },
  { name: 'contractFailures', of: ({ contractFailures }) => contractFailures, wish: 'less', unit: 'count' },
  { name: 'limitHits', of: ({ limitHits }) => limitHits, wish: 'less', unit: 'count' },
  { name: 'retried', of: ({ retried }) => retried, wish: 'less', unit: 'count' },
  { name: 'degraded', of: ({ degraded }) => degraded, wish: 'less', unit: 'count' },
  { name: 'firstContentP50', of: ({ firstContentMs }) => firstContentMs.p50, wish: 'less', unit: 'ms' },
  { name: 'firstContentP95', of: ({ firstContentMs }) => firstContentMs.p95, wish: 'less', unit: 'ms' },
  { name: 'latencyP50', of: ({ latencyMs }) => latencyMs.p50, wish: 'less', unit: 'ms' },
  { name: 'latencyP95', of: ({ latencyMs }) => latencyMs.p95, wish: 'less', unit: 'ms' },
  { name: 'promptTokens', of: ({ promptTokens }) => promptTokens, wish: 'less', unit: 'count' },
  { name: 'completionTokens', of: ({ completionTokens }) => completionTokens, wish: 'less', unit: 'count' },
  { name: 'cost', of: ({ cost }) => cost, wish: 'less', unit: 'cost' },
  { name: 'answerChars', of: ({ answerChars }) => answerChars, wish: 'neither', unit: 'count' },
];

/** What the originals came to, what the replays came to, and what that means. */
export function BatchFigures({ outcome }: { readonly outcome: BatchOutcome }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const columns = columnsOf(outcome, m, format);
  return (
    <Panel title={m.figures}>
      <div className="stack figures">
        <DataTable caption={m.figures} columns={columns} rows={FIGURES} keyOf={({ name }) => name} />
        <Facts
          facts={[
            { name: m.similarityMean, value: format.percent(outcome.similarity.mean) },
            { name: m.similarityP10, value: format.percent(outcome.similarity.p10) },
            { name: m.answerCharsChange, value: format.change(outcome.answerCharsChange) },
          ]}
        />
      </div>
    </Panel>
  );
}

function columnsOf(
  { baseline, candidate }: BatchOutcome,
  m: (typeof replayMessages)['en'],
  format: Format,
): Column<Figure>[] {
  return [
    { key: 'figure', header: m.figure, card: 'title', cell: ({ name }) => m.figureNames[name] },
    {
      key: 'baseline',
      header: m.baseline,
      numeric: true,
      cell: ({ of, unit }) => format[unit](of(baseline)),
    },
    {
      key: 'candidate',
      header: m.candidate,
      numeric: true,
      cell: ({ of, unit }) => format[unit](of(candidate)),
    },
    {
      key: 'change',
      header: m.change,
      cell: ({ of, unit, wish }) => <ChangeMark change={judge(of(baseline), of(candidate), wish, unit)} />,
    },
  ];
}
