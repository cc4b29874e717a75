import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import type { Trace, TracePrompt } from '../../api/types.js';

const RUNNING_MS = 1500;

/** Asked for again as long as the ask runs. */
export function useTrace(id: string) {
  return useQuery({
    queryKey: ['trace', id],
    queryFn: ({ signal }) => call<Trace>(`traces/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? RUNNING_MS : false),
  });
}

/** What the model was given; it does not change any more. */
export function usePrompt(id: string) {
  return useQuery({
    queryKey: ['prompt', id],
    queryFn: ({ signal }) => call<TracePrompt>(`traces/${encodeURIComponent(id)}/prompt`, { signal }),
    staleTime: Infinity,
  });
}
