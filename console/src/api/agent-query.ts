import { useQuery } from '@tanstack/react-query';
import type { Agent } from './agent-types.js';
import { call } from './client.js';

const POLL_MS = 5000;

/** The agent and its gateways, as they are at this moment. */
export function useAgent() {
  return useQuery({
    queryKey: ['agent'],
    queryFn: ({ signal }) => call<Agent>('agent', { signal }),
    refetchInterval: POLL_MS,
  });
}
