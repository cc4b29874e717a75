import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import type { Comparison } from '../../api/types.js';

const keyOf = (replayId: string) => ['comparison', replayId] as const;

/** A replay beside its original. Neither changes any more. */
export function comparisonOptions(replayId: string) {
  return queryOptions({
    queryKey: keyOf(replayId),
    queryFn: ({ signal }) =>
      call<Comparison>(`traces/${encodeURIComponent(replayId)}/comparison`, { signal }),
    staleTime: Infinity,
  });
}

export function useComparison(replayId: string) {
  return useQuery(comparisonOptions(replayId));
}

/** Replays a trace; an empty profile is the recorded one as it was. */
export function useReplay(id: string, onDone: (comparison: Comparison) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (profile: string) =>
      call<Comparison>(`traces/${encodeURIComponent(id)}/replay`, {
        method: 'POST',
        body: profile === '' ? {} : { profile },
      }),
    onSuccess: (comparison) => {
      client.setQueryData(keyOf(comparison.id), comparison);
      onDone(comparison);
    },
  });
}
