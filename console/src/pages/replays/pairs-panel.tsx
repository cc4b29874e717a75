import { BookOpen } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Batch } from '../../api/replay-types.js';
import { SelectField } from '../../components/field.js';
import { Pager } from '../../components/pager.js';
import { Panel } from '../../components/panel.js';
import { Empty } from '../../components/states.js';
import { useSearch } from '../../components/use-search.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';
import { PairTable } from './pair-table.js';
import { ORDERS, type PairChoice, SHOWS, choosePairs, pairChoiceOf, searchOfChoice } from './pairs.js';

/** Rows that are shown at first, and more every time that more are wanted. */
const STEP = 100;

/** Every pair of the batch, those first that are worth a look. */
export function PairsPanel({ batch }: { readonly batch: Batch }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const [search, setSearch] = useSearch();
  const [shown, setShown] = useState(STEP);
  const choice = pairChoiceOf(search);
  const pairs = choosePairs(batch.results, choice);
  const first = pairs[0];
  const choose = (change: Partial<PairChoice>) => setSearch(searchOfChoice({ ...choice, ...change }));
  return (
    <Panel
      title={`${m.results} · ${
        pairs.length === batch.results.length
          ? format.count(pairs.length)
          : m.shownOf(format.count(pairs.length), format.count(batch.results.length))
      }`}
      actions={
        first !== undefined && (
          <Link
            className="button button-primary"
            to={`/replays/${batch.id}/pairs/${first.seq}${searchOfChoice(choice)}`}
          >
            <BookOpen aria-hidden="true" />
            {m.review}
          </Link>
        )
      }
    >
      <div className="stack">
        <PairFilter choice={choice} onChange={choose} />
        {first === undefined ? (
          <Empty title={batch.results.length === 0 ? m.noPairsYet : m.noPairs} />
        ) : (
          <PairTable batchId={batch.id} pairs={pairs.slice(0, shown)} choice={choice} />
        )}
        <Pager hasMore={pairs.length > shown} loading={false} onMore={() => setShown(shown + STEP)} />
      </div>
    </Panel>
  );
}

interface PairFilterProps {
  readonly choice: PairChoice;
  readonly onChange: (change: Partial<PairChoice>) => void;
}

function PairFilter({ choice, onChange }: PairFilterProps) {
  const m = useMessages(replayMessages);
  return (
    <div className="pair-filter">
      <SelectField
        label={m.show}
        value={choice.show}
        options={SHOWS.map((value) => ({ value, text: m.shows[value] }))}
        onChange={(value) => onChange({ show: SHOWS.find((show) => show === value) ?? 'all' })}
      />
      <SelectField
        label={m.order}
        value={choice.order}
        options={ORDERS.map((value) => ({ value, text: m.orders[value] }))}
        onChange={(value) => onChange({ order: ORDERS.find((order) => order === value) ?? 'seq' })}
      />
    </div>
  );
}
