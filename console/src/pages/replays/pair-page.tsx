import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useBatch } from '../../api/replay-queries.js';
import type { Batch, Pair } from '../../api/replay-types.js';
import { Loaded } from '../../components/loaded.js';
import { Empty } from '../../components/states.js';
import { useTitle } from '../../components/use-title.js';
import { useMessages } from '../../i18n/language.js';
import { comparisonOptions } from '../comparison/use-comparison.js';
import { replayMessages } from './messages.js';
import { PairBar } from './pair-bar.js';
import './pair-page.css';
import { PairView } from './pair-view.js';
import { choosePairs, pairChoiceOf, searchOfChoice } from './pairs.js';
import { usePairKeys } from './use-pair-keys.js';

/** One pair of a batch, to be read, and by a key the next: in the order that the list had. */
export function PairPage() {
  const m = useMessages(replayMessages);
  const { id = '', seq = '' } = useParams();
  const query = useBatch(id);
  useTitle(`${m.pair} ${seq}`);
  return (
    <div className="stack">
      <Loaded query={query}>{(batch) => <PairOf batch={batch} seq={Number(seq)} />}</Loaded>
    </div>
  );
}

function PairOf({ batch, seq }: { readonly batch: Batch; readonly seq: number }) {
  const m = useMessages(replayMessages);
  const [search] = useSearchParams();
  const choice = pairChoiceOf(search);
  const pairs = choosePairs(batch.results, choice);
  const pair = batch.results.find((each) => each.seq === seq);
  const neighbours = useNeighbours(batch.id, pairs, seq, searchOfChoice(choice));
  usePairKeys(neighbours);
  usePrefetched(neighbours.nextPair);
  return (
    <div className="stack pair">
      <PairBar batch={batch} seq={seq} count={pairs.length} {...neighbours} />
      {pair === undefined ? <Empty title={m.pairGone} /> : <PairView key={pair.seq} pair={pair} />}
    </div>
  );
}

/** Where this pair stands among those that were chosen, and the addresses beside it; null where there is none. */
function useNeighbours(batchId: string, pairs: readonly Pair[], seq: number, search: string) {
  const navigate = useNavigate();
  const index = pairs.findIndex((pair) => pair.seq === seq);
  const addressOf = (pair: Pair | undefined) =>
    pair === undefined ? null : `/replays/${batchId}/pairs/${pair.seq}${search}`;
  const nextPair = pairs[index + 1];
  return {
    index,
    nextPair,
    previous: addressOf(index > 0 ? pairs[index - 1] : undefined),
    next: addressOf(nextPair),
    all: `/replays/${batchId}${search}`,
    // The way back is the list, not fifty pairs. The page is drawn at once, so that the next key starts from this pair.
    go: (address: string) =>
      void navigate(address, { replace: address.includes('/pairs/'), flushSync: true }),
  };
}

/** Asks for what is read next while this one is being read. */
function usePrefetched(pair: Pair | undefined): void {
  const client = useQueryClient();
  const replayId = pair?.replayId ?? null;
  useEffect(() => {
    if (replayId !== null) void client.prefetchQuery(comparisonOptions(replayId));
  }, [client, replayId]);
}
