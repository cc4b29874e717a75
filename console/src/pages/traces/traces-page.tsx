import { Radio } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { TraceSummary } from '../../api/types.js';
import { Button } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { Empty } from '../../components/states.js';
import { useSearch } from '../../components/use-search.js';
import { useTitle } from '../../components/use-title.js';
import { useMessages } from '../../i18n/language.js';
import { FilterBar } from './filter-bar.js';
import { type FilterName, type Filters, filtersOf, isTraceId, withFilter } from './filters.js';
import { tracesMessages } from './messages.js';
import { TraceTable } from './trace-table.js';
import './traces-page.css';
import { useTraceIds, useTraces } from './use-traces.js';

export function TracesPage() {
  const m = useMessages(tracesMessages);
  useTitle(m.title);
  const [search, setSearch] = useSearch();
  const [live, setLive] = useState(false);
  const filters = filtersOf(search);
  const change = (name: FilterName, value: string) => setSearch(withFilter(search, name, value));

  return (
    <div className="stack">
      <div className="page-head">
        <h1>{m.title}</h1>
        <Button aria-pressed={live} title={m.liveHint} onClick={() => setLive(!live)}>
          <Radio aria-hidden="true" className={live ? 'pulse' : ''} />
          {m.live}
        </Button>
      </div>
      <FilterBar filters={filters} onChange={change} onClear={() => setSearch({})} />
      <TraceList filters={filters} live={live} />
    </div>
  );
}

function TraceList({ filters, live }: { readonly filters: Filters; readonly live: boolean }) {
  const m = useMessages(tracesMessages);
  const searchable = filters.traceId === '' || isTraceId(filters.traceId);
  const query = useTraces(filters, live, searchable);
  if (!searchable) return <Empty title={m.searchInvalid} />;
  return (
    <Loaded query={query}>
      {({ pages }) => (
        <FoundTraces filters={filters} query={query} traces={pages.flatMap(({ items }) => items)} />
      )}
    </Loaded>
  );
}

interface FoundTracesProps {
  readonly filters: Filters;
  readonly traces: readonly TraceSummary[];
  readonly query: ReturnType<typeof useTraces>;
}

function FoundTraces({ filters, traces, query }: FoundTracesProps) {
  const m = useMessages(tracesMessages);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (traces.length === 0) return <NoTraces filters={filters} />;
  return (
    <>
      <output className="muted small">
        {hasNextPage ? m.shownMore(traces.length) : m.shown(traces.length)}
      </output>
      <TraceTable traces={traces} />
      <Pager hasMore={hasNextPage} loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
    </>
  );
}

function NoTraces({ filters }: { readonly filters: Filters }) {
  const m = useMessages(tracesMessages);
  const filtered = Object.values(filters).some((value) => value !== '');
  if (!filtered) return <Empty title={m.none}>{m.noneHint}</Empty>;
  return (
    <Empty title={m.empty}>
      <p>{m.emptyHint}</p>
      {filters.traceId !== '' && (
        <>
          <OfferedTraceIds typed={filters.traceId} />
          <Link to={`/traces/${encodeURIComponent(filters.traceId)}`}>{m.openById}</Link>
        </>
      )}
    </Empty>
  );
}

/** What was typed may be a part of a recent one. */
function OfferedTraceIds({ typed }: { readonly typed: string }) {
  const m = useMessages(tracesMessages);
  const [params] = useSearchParams();
  const { data } = useTraceIds(typed);
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section aria-label={m.offered}>
      <p className="muted small">{m.offered}</p>
      <ul className="offered-ids">
        {data.items.map((traceId) => (
          <li key={traceId}>
            <Link className="mono" to={{ search: withFilter(params, 'traceId', traceId).toString() }}>
              {traceId}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
