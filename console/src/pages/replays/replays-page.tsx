import { Plus } from 'lucide-react';
import { Link } from 'react-router';
import { useBatches } from '../../api/replay-queries.js';
import type { BatchSummary } from '../../api/replay-types.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { ProgressBar } from '../../components/progress-bar.js';
import { Empty } from '../../components/states.js';
import { useTitle } from '../../components/use-title.js';
import { When } from '../../components/when.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { BatchStatusBadge, VerdictBadge } from './batch-badges.js';
import { replayMessages } from './messages.js';
import { settledOf } from './progress.js';
import './replays-page.css';

export function ReplaysPage() {
  const common = useMessages(commonMessages);
  const m = useMessages(replayMessages);
  useTitle(common.replays);
  return (
    <div className="stack">
      <div className="page-head">
        <div>
          <h1>{common.replays}</h1>
          <p className="muted small">{m.intro}</p>
        </div>
        <Link to="/replays/new" className="button button-primary">
          <Plus aria-hidden="true" />
          {m.start}
        </Link>
      </div>
      <BatchList />
    </div>
  );
}

function BatchList() {
  const query = useBatches();
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <>
          <BatchTable batches={pages.flatMap(({ items }) => items)} />
          <Pager hasMore={hasNextPage} loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
        </>
      )}
    </Loaded>
  );
}

function BatchTable({ batches }: { readonly batches: readonly BatchSummary[] }) {
  const common = useMessages(commonMessages);
  const m = useMessages(replayMessages);
  const columns = useColumns();
  if (batches.length === 0) return <Empty title={m.emptyTitle}>{m.emptyHint}</Empty>;
  return (
    <DataTable
      caption={common.replays}
      columns={columns}
      rows={batches}
      keyOf={({ id }) => id}
      toneOf={({ verdict, status }) => (verdict === 'fail' || status === 'failed' ? 'bad' : undefined)}
    />
  );
}

function useColumns(): Column<BatchSummary>[] {
  const m = useMessages(replayMessages);
  return [
    {
      key: 'candidate',
      header: m.candidate,
      card: 'title',
      cell: ({ id, profile, intent }) => (
        <>
          <Link to={`/replays/${id}`}>{profile}</Link>
          <div className="muted small">{intent}</div>
        </>
      ),
    },
    { key: 'verdict', header: m.verdict, cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
    { key: 'status', header: m.state, cell: ({ status }) => <BatchStatusBadge status={status} /> },
    { key: 'progress', header: m.progress, card: 'wide', cell: (batch) => <Progress batch={batch} /> },
    {
      key: 'eval',
      header: m.eval,
      cell: ({ eval: name }) => name ?? <span className="muted">{m.noEval}</span>,
    },
    { key: 'startedBy', header: m.startedBy, cell: ({ startedBy }) => startedBy },
    { key: 'startedAt', header: m.started, cell: ({ startedAt }) => <When at={startedAt} /> },
  ];
}

function Progress({ batch }: { readonly batch: BatchSummary }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const { failed, total } = batch.progress;
  const settled = settledOf(batch.progress);
  const text = m.progressOf(format.count(settled), format.count(total));
  return (
    <div className="batch-progress">
      <span className="numeric nowrap">{text}</span>
      {batch.status === 'running' && (
        <ProgressBar label={m.progress} value={settled} max={total} text={text} />
      )}
      {failed > 0 && <span className="small bad-text">{m.failures(format.count(failed))}</span>}
    </div>
  );
}
