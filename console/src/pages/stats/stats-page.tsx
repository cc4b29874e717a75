import { RefreshCw } from 'lucide-react';
import { intentsOf, useProfiles } from '../../api/queries.js';
import { useStats } from '../../api/stats-query.js';
import { STATS_WINDOWS, type Stats } from '../../api/stats-types.js';
import { Button } from '../../components/button.js';
import { SelectField } from '../../components/field.js';
import { Loaded } from '../../components/loaded.js';
import { Empty } from '../../components/states.js';
import { useSearch } from '../../components/use-search.js';
import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { ChartGrid } from './chart-grid.js';
import { statsMessages } from './messages.js';
import './stats-page.css';
import { type StatsChoice, searchOfStats, statsChoiceOf } from './stats-search.js';
import { StatsTable } from './stats-table.js';
import { TotalsRow } from './totals-row.js';

export function StatsPage() {
  const common = useMessages(commonMessages);
  const m = useMessages(statsMessages);
  useTitle(common.stats);
  const [search, setSearch] = useSearch();
  const choice = statsChoiceOf(search);
  const query = useStats(choice.window, choice.intent);
  const { data, refetch, isFetching } = query;
  return (
    <div className="stack">
      <div className="page-head">
        <div>
          <h1>{common.stats}</h1>
          <p className="muted small">{m.intro}</p>
        </div>
        {data !== undefined && <AsOf at={data.to} busy={isFetching} onRefresh={() => void refetch()} />}
      </div>
      <Choice choice={choice} onChange={(next) => setSearch(searchOfStats(next))} />
      <Loaded query={query}>{(stats) => <Figures stats={stats} />}</Loaded>
    </div>
  );
}

function Figures({ stats }: { readonly stats: Stats }) {
  const m = useMessages(statsMessages);
  if (stats.items.length === 0) return <Empty title={m.empty}>{m.emptyHint}</Empty>;
  return (
    <>
      <TotalsRow rows={stats.items} />
      <ChartGrid stats={stats} />
      <StatsTable rows={stats.items} />
    </>
  );
}

interface AsOfProps {
  readonly at: string;
  readonly busy: boolean;
  readonly onRefresh: () => void;
}

function AsOf({ at, busy, onRefresh }: AsOfProps) {
  const m = useMessages(statsMessages);
  const format = useFormat();
  return (
    <span className="row small muted">
      {m.updated(format.time(at))}
      <Button kind="plain" onClick={onRefresh} disabled={busy} aria-label={m.refresh} title={m.refresh}>
        <RefreshCw aria-hidden="true" />
      </Button>
    </span>
  );
}

interface ChoiceProps {
  readonly choice: StatsChoice;
  readonly onChange: (choice: StatsChoice) => void;
}

function Choice({ choice, onChange }: ChoiceProps) {
  const m = useMessages(statsMessages);
  const { data } = useProfiles();
  const known = data === undefined ? [] : intentsOf(data);
  // Also one that no longer exists may be in an address that somebody kept.
  const intents = [...new Set([...known, ...(choice.intent === '' ? [] : [choice.intent])])];
  return (
    <div className="stats-choice">
      <fieldset className="segments">
        <legend className="visually-hidden">{m.window}</legend>
        {STATS_WINDOWS.map((window) => (
          <Button
            key={window}
            aria-pressed={window === choice.window}
            onClick={() => onChange({ ...choice, window })}
          >
            {m.windows[window]}
          </Button>
        ))}
      </fieldset>
      <SelectField
        label={m.intent}
        value={choice.intent}
        options={[{ value: '', text: m.allIntents }, ...intents.map((name) => ({ value: name, text: name }))]}
        onChange={(intent) => onChange({ ...choice, intent })}
      />
    </div>
  );
}
