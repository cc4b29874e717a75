import type { StatsRow } from '../../api/stats-types.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { totalsOf } from './groups.js';
import { statsMessages } from './messages.js';

/** What the window came to, all together. */
export function TotalsRow({ rows }: { readonly rows: readonly StatsRow[] }) {
  const m = useMessages(statsMessages);
  const format = useFormat();
  const { count, errors, errorRate, promptTokens, completionTokens, cost, cached, up, down } = totalsOf(rows);
  const figures = [
    { name: m.totals.asks, value: format.count(count) },
    { name: m.totals.errors, value: format.percent(errorRate), note: format.count(errors) },
    {
      name: m.totals.tokens,
      value: format.count(promptTokens + completionTokens),
      note: `${format.count(promptTokens)} → ${format.count(completionTokens)}`,
    },
    { name: m.totals.cost, value: format.cost(cost) },
    {
      name: m.totals.cached,
      value: format.percent(count === 0 ? null : cached / count),
      note: format.count(cached),
    },
    {
      name: m.totals.feedback,
      value: format.percent(up + down === 0 ? null : up / (up + down)),
      note: m.upDown(format.count(up), format.count(down)),
    },
  ];
  return (
    <dl className="totals">
      {figures.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="total-value">{value}</dd>
          {note !== undefined && <dd className="total-note">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
