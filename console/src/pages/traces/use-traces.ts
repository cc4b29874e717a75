import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import type { Page, TraceSummary } from '../../api/types.js';
import { type Filters, queryOf } from './filters.js';

const PAGE_SIZE = 50;
const LIVE_MS = 3000;

/** TraceIds of recent traces that contain what was typed, and of older ones that begin with it. */
export function useTraceIds(contains: string) {
  return useQuery({
    queryKey: ['trace-ids', contains],
    queryFn: ({ signal }) =>
      call<{ readonly items: readonly string[] }>('trace-ids', { query: { contains }, signal }),
  });
}

/** The traces that fit, a page at a time; asked for again and again while `live`. */
export function useTraces(filters: Filters, live: boolean, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ['traces', filters],
    enabled,
    queryFn: ({ pageParam, signal }) =>
      call<Page<TraceSummary>>('traces', {
        query: { ...queryOf(filters, Date.now()), limit: PAGE_SIZE, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: live ? LIVE_MS : false,
    placeholderData: keepPreviousData,
  });
}
