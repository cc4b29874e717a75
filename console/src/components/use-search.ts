import { useCallback } from 'react';
import { type URLSearchParamsInit, useSearchParams } from 'react-router';

/**
 * What a page keeps in the search of its address, and what takes its place there. Going back leads to the page
 * before, not to the choice before. The page is drawn with it at once: left to a transition, as the router does by
 * itself, a second choice would start from what the address was before the first, and undo that.
 */
export function useSearch(): [URLSearchParams, (search: URLSearchParamsInit) => void] {
  const [search, setSearch] = useSearchParams();
  const replace = useCallback(
    (next: URLSearchParamsInit) =>
      setSearch(next, { replace: true, preventScrollReset: true, flushSync: true }),
    [setSearch],
  );
  return [search, replace];
}
