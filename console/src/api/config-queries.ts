import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './client.js';
import type { ConfigStatus } from './config-types.js';

const KEY = ['config'];

/**
 * Which configuration is in force, and what came of reloads.
 * @param pollMs how often it is asked for again
 */
export function useConfigStatus(pollMs: number) {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => call<ConfigStatus>('config', { signal }),
    refetchInterval: pollMs,
  });
}

/** Reads the files now; also what was refused is part of the status afterwards. */
export function useReload() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call<ConfigStatus>('config/reload', { method: 'POST' }),
    onSettled: () => client.invalidateQueries(),
  });
}
