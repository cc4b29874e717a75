import type { AssertionTally } from '../../api/replay-types.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { RatioBar } from '../../components/ratio-bar.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';

/** How often every assertion of the eval held, and how often it would have held of the answers that users got. */
export function AssertionTable({ assertions }: { readonly assertions: readonly AssertionTally[] }) {
  const m = useMessages(replayMessages);
  const columns = useColumns();
  return (
    <Panel title={m.assertions}>
      <DataTable
        caption={m.assertions}
        columns={columns}
        rows={assertions}
        keyOf={({ type, name }) => `${type} ${name}`}
        toneOf={({ failed }) => (failed > 0 ? 'bad' : undefined)}
      />
    </Panel>
  );
}

function useColumns(): Column<AssertionTally>[] {
  const m = useMessages(replayMessages);
  const format = useFormat();
  return [
    { key: 'name', header: m.assertion, card: 'title', cell: ({ name }) => name },
    { key: 'type', header: m.type, cell: ({ type }) => <code>{type}</code> },
    { key: 'passed', header: m.passedCount, numeric: true, cell: ({ passed }) => format.count(passed) },
    {
      key: 'failed',
      header: m.failedCount,
      numeric: true,
      cell: ({ failed }) => <Failures count={failed} />,
    },
    { key: 'rate', header: m.rate, card: 'wide', cell: (tally) => <RatioBar ratio={rateOf(tally)} /> },
    {
      key: 'baselineRate',
      header: m.baselineRate,
      numeric: true,
      cell: (tally) => format.percent(baselineRateOf(tally)),
    },
  ];
}

function rateOf({ passed, failed }: AssertionTally): number | null {
  return share(passed, passed + failed);
}

function baselineRateOf({ passed, failed, baselinePassed }: AssertionTally): number | null {
  return share(baselinePassed, passed + failed);
}

function share(count: number, total: number): number | null {
  return total === 0 ? null : count / total;
}

function Failures({ count }: { readonly count: number }) {
  const format = useFormat();
  return count === 0 ? format.count(count) : <strong className="bad-text">{format.count(count)}</strong>;
}
