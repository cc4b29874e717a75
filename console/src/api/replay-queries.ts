import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './client.js';
import { replaceData } from './replace-data.js';
import type { Batch, BatchPage, BatchRequest, EvalList } from './replay-types.js';

/** How often a batch that runs is asked for again. */
const BATCH_POLL_MS = 1500;
const LIST_POLL_MS = 5000;

/** The batch replays, newest first; asked for again while one of them runs. */
export function useBatches() {
  return useInfiniteQuery({
    queryKey: ['batches'],
    queryFn: ({ signal, pageParam }) =>
      call<BatchPage>('replays', { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => {
      const runs = state.data?.pages.some(({ items }) => items.some(({ status }) => status === 'running'));
      return runs === true ? LIST_POLL_MS : false;
    },
  });
}

/** One batch; asked for again until it is over. */
export function useBatch(id: string) {
  return useQuery({
    queryKey: ['batch', id],
    queryFn: ({ signal }) => call<Batch>(`replays/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? BATCH_POLL_MS : false),
  });
}

export function useStartBatch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BatchRequest) => call<Batch>('replays', { method: 'POST', body }),
    onSuccess: async (batch) => {
      await replaceData(client, ['batch', batch.id], batch);
      return client.invalidateQueries({ queryKey: ['batches'] });
    },
  });
}

export function useCancelBatch(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call<Batch>(`replays/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: async (batch) => {
      await replaceData(client, ['batch', id], batch);
      return client.invalidateQueries({ queryKey: ['batches'] });
    },
  });
}

export function useEvals() {
  return useQuery({
    queryKey: ['evals'],
    queryFn: ({ signal }) => call<EvalList>('evals', { signal }),
    staleTime: 60_000,
  });
}
