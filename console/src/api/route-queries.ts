import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CHANGEABLE_POLL_MS, pathOf, viewKeyOf } from './change-queries.js';
import { call } from './client.js';
import type { IntentRoute, RolloutComparison, RouteList } from './route-types.js';

/** The windows of a comparison; empty: since the rollout began. */
export const COMPARISON_WINDOWS = ['', '1h', '6h', '24h', '7d'] as const;
export type ComparisonWindow = (typeof COMPARISON_WINDOWS)[number];

const COMPARISON_POLL_MS = 5000;

/** Every intent, and what serves it. */
export function useRoutes() {
  return useQuery({
    queryKey: ['routes'],
    queryFn: ({ signal }) => call<RouteList>('routes', { signal }),
    refetchInterval: CHANGEABLE_POLL_MS,
  });
}

export function useIntentRoute(intent: string) {
  const subject = { kind: 'route', key: intent } as const;
  return useQuery({
    queryKey: viewKeyOf(subject),
    queryFn: ({ signal }) => call<IntentRoute>(pathOf(subject), { signal }),
    refetchInterval: CHANGEABLE_POLL_MS,
  });
}

/** How the arms of a rollout do; asked for again while somebody looks. */
export function useRolloutComparison(intent: string, window: ComparisonWindow) {
  return useQuery({
    queryKey: ['comparison-of-arms', intent, window],
    queryFn: ({ signal }) =>
      call<RolloutComparison>(`routes/${encodeURIComponent(intent)}/comparison`, {
        query: { window },
        signal,
      }),
    refetchInterval: COMPARISON_POLL_MS,
    placeholderData: keepPreviousData,
  });
}
