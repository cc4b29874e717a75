import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { Link } from 'react-router';
import type { StatsRow } from '../../api/stats-types.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { type Format, NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { keyOf } from './groups.js';
import { statsMessages } from './messages.js';

/** From this share of errors on a row is worth a look. */
const MANY_ERRORS = 0.05;

export function StatsTable({ rows }: { readonly rows: readonly StatsRow[] }) {
  const m = useMessages(statsMessages);
  const format = useFormat();
  return (
    <Panel title={m.byProfile}>
      <DataTable
        caption={m.byProfile}
        columns={columnsOf(m, format)}
        rows={rows}
        keyOf={keyOf}
        toneOf={({ errorRate }) => (errorRate >= MANY_ERRORS ? 'bad' : undefined)}
      />
    </Panel>
  );
}

function columnsOf(m: (typeof statsMessages)['en'], format: Format): Column<StatsRow>[] {
  return [
    { key: 'profile', header: m.profile, card: 'title', cell: (row) => <Name row={row} /> },
    figure('count', m.count, ({ count }) => format.count(count)),
    figure('errors', m.errorRate, ({ errorRate }) => format.percent(errorRate)),
    figure('latency', m.latency, ({ latencyMs }) => bothOf(latencyMs.p50, latencyMs.p95, ' / ', format.ms)),
    figure('firstContent', m.firstContent, ({ firstContentMs }) =>
      bothOf(firstContentMs.p50, firstContentMs.p95, ' / ', format.ms),
    ),
    figure('tokens', m.tokens, ({ promptTokens, completionTokens }) =>
      bothOf(promptTokens, completionTokens, ' → ', format.count),
    ),
    figure('cost', m.cost, ({ cost }) => format.cost(cost)),
    figure('cached', m.cached, ({ cached }) => format.count(cached)),
    figure('degraded', m.degraded, ({ degraded }) => format.count(degraded)),
    figure('truncated', m.truncated, ({ truncated }) => format.count(truncated)),
    { key: 'feedback', header: m.feedback, cell: (row) => <FeedbackCounts row={row} /> },
  ];
}

function bothOf(first: number | null, second: number | null, between: string, format: Format['ms']): string {
  return first === null && second === null ? NOTHING : `${format(first)}${between}${format(second)}`;
}

function figure(key: string, header: string, cell: (row: StatsRow) => string): Column<StatsRow> {
  return { key, header, numeric: true, cell };
}

/** Leads to the traces that the row counts. */
function Name({ row: { intent, profile } }: { readonly row: StatsRow }) {
  const m = useMessages(statsMessages);
  const search = new URLSearchParams({
    ...(intent !== null && { intent }),
    ...(profile !== null && { profile }),
    origin: 'ask',
  });
  return (
    <>
      {profile === null ? (
        <span className="muted">{m.noProfile}</span>
      ) : (
        <Link to={`/traces?${search.toString()}`}>{profile}</Link>
      )}
      <div className="muted small">{intent ?? m.noIntent}</div>
    </>
  );
}

function FeedbackCounts({ row: { feedback } }: { readonly row: StatsRow }) {
  const m = useMessages(statsMessages);
  const format = useFormat();
  return (
    <span className="row nowrap feedback-counts">
      <span>
        <ThumbsUp aria-label={m.up} /> {format.count(feedback.up)}
      </span>
      <span>
        <ThumbsDown aria-label={m.down} /> {format.count(feedback.down)}
      </span>
    </span>
  );
}
