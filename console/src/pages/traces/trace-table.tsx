import { Link, useLocation } from 'react-router';
import type { TraceSummary } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { FeedbackBadge } from '../../components/feedback-badge.js';
import { StatusBadge } from '../../components/status-badge.js';
import { When } from '../../components/when.js';
import { type Format, NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import type { ListState } from './list-state.js';
import { tracesMessages } from './messages.js';

type Words = (typeof tracesMessages)['en'];

export function TraceTable({ traces }: { readonly traces: readonly TraceSummary[] }) {
  const m = useMessages(tracesMessages);
  const format = useFormat();
  return (
    <DataTable
      caption={m.caption}
      columns={columnsOf(m, format)}
      rows={traces}
      keyOf={({ id }) => id}
      cards="compact"
      toneOf={({ status }) => (status === 'failed' ? 'bad' : status === 'refused' ? 'warn' : undefined)}
    />
  );
}

function columnsOf(m: Words, format: Format): Column<TraceSummary>[] {
  return [
    { key: 'traceId', header: m.search, card: 'title', cell: (trace) => <TraceLink trace={trace} /> },
    { key: 'when', header: m.when, cell: ({ startedAt }) => <When at={startedAt} /> },
    { key: 'status', header: m.status, cell: (trace) => <State trace={trace} /> },
    { key: 'intent', header: m.intent, cell: ({ intent }) => intent ?? <Muted text={m.noIntent} /> },
    {
      key: 'profile',
      header: m.profile,
      cell: ({ profile, model }) => (
        <>
          {profile ?? NOTHING}
          {model !== null && <Muted text={` · ${model}`} />}
        </>
      ),
    },
    { key: 'user', card: 'hidden', header: m.userId, cell: ({ userId }) => userId ?? NOTHING },
    {
      key: 'firstContent',
      card: 'hidden',
      header: m.firstContent,
      numeric: true,
      cell: ({ firstContentMs }) => format.ms(firstContentMs),
    },
    { key: 'latency', header: m.latency, numeric: true, cell: ({ latencyMs }) => format.ms(latencyMs) },
    {
      key: 'tokens',
      card: 'hidden',
      header: m.tokens,
      numeric: true,
      cell: ({ usage }) =>
        usage === null ? (
          NOTHING
        ) : (
          <span title={m.tokensHint}>
            {format.count(usage.promptTokens)} → {format.count(usage.completionTokens)}
          </span>
        ),
    },
  ];
}

function TraceLink({ trace }: { readonly trace: TraceSummary }) {
  const m = useMessages(tracesMessages);
  const { search } = useLocation();
  return (
    <span className="trace-link">
      <Link
        to={`/traces/${trace.id}`}
        state={{ listSearch: search } satisfies ListState}
        className="mono trace-link-target"
      >
        {trace.traceId}
      </Link>
      {trace.replayOf !== null && <Badge tone="accent">{m.replay}</Badge>}
    </span>
  );
}

/** The state, what went wrong, and what else one would want to know before opening it. */
function State({ trace }: { readonly trace: TraceSummary }) {
  const m = useMessages(tracesMessages);
  const { status, errorCode, cached, degraded, truncated, feedback } = trace;
  return (
    <span className="trace-state">
      <StatusBadge status={status} />
      {errorCode !== null && <span className="mono trace-error">{errorCode}</span>}
      {cached && <Badge>{m.cached}</Badge>}
      {degraded && <Badge tone="warn">{m.degraded}</Badge>}
      {truncated && <Badge tone="warn">{m.truncated}</Badge>}
      {feedback !== null && <FeedbackBadge rating={feedback} />}
    </span>
  );
}

function Muted({ text }: { readonly text: string }) {
  return <span className="muted">{text}</span>;
}
