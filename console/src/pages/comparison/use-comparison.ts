import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import { replaceData } from '../../api/replace-data.js';
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

/**
 * Replays a trace; an empty profile is the recorded one as it was. It goes on when nobody waits for it any more, and what
 * comes of it is kept: what is to follow belongs to `mutate`, which tells only who is still there.
 */
export function useReplay(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (profile: string) =>
      call<Comparison>(`traces/${encodeURIComponent(id)}/replay`, {
        method: 'POST',
        body: profile === '' ? {} : { profile },
      }),
    onSuccess: (comparison) => replaceData(client, keyOf(comparison.id), comparison),
  });
}
