import { useMutation, useQuery } from '@tanstack/react-query';
import { CHANGEABLE_POLL_MS, pathOf, viewKeyOf } from './change-queries.js';
import { call, type Query } from './client.js';
import type { Flag, FlagEvaluation, FlagList } from './flag-types.js';

export function useFlags() {
  return useQuery({
    queryKey: ['flags'],
    queryFn: ({ signal }) => call<FlagList>('flags', { signal }),
    refetchInterval: CHANGEABLE_POLL_MS,
  });
}

export function useFlag(key: string) {
  const subject = { kind: 'flag', key } as const;
  return useQuery({
    queryKey: viewKeyOf(subject),
    queryFn: ({ signal }) => call<Flag>(pathOf(subject), { signal }),
    refetchInterval: CHANGEABLE_POLL_MS,
  });
}

/** Asks what somebody gets of a flag. */
export function useEvaluation(key: string) {
  return useMutation({
    mutationFn: (query: Query) =>
      call<FlagEvaluation>(`${pathOf({ kind: 'flag', key })}/evaluate`, { query }),
  });
}
