import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from './client.js';
import type { Stats, StatsWindow } from './stats-types.js';

/** Points that a chart has at the most: more are not told apart on a laptop. */
const BUCKETS = 60;

const MINUTE_MS = 60_000;

/** How often the figures of a window are worth asking for again. */
const REFRESH_MS: Readonly<Record<StatsWindow, number>> = {
  '1h': MINUTE_MS / 6,
  '6h': MINUTE_MS / 2,
  '24h': MINUTE_MS,
  '7d': 5 * MINUTE_MS,
  '30d': 5 * MINUTE_MS,
};

/** The figures of a window and how they went; asked for again by themselves. An empty intent means all. */
export function useStats(window: StatsWindow, intent: string) {
  return useQuery({
    queryKey: ['stats', window, intent],
    queryFn: ({ signal }) => call<Stats>('stats', { query: { window, intent, buckets: BUCKETS }, signal }),
    refetchInterval: REFRESH_MS[window],
    placeholderData: keepPreviousData,
  });
}
