import { type QueryClient, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ChangeHistory, ChangeKind, RollbackRequest } from './change-types.js';
import { call } from './client.js';
import { replaceData } from './replace-data.js';

const PAGE_SIZE = 10;

/** How often what can be changed is asked for again: other operators and the server change it too. */
export const CHANGEABLE_POLL_MS = 5000;

/** What can be changed at run time: an intent's route, or a flag. */
export interface Subject {
  readonly kind: ChangeKind;
  readonly key: string;
}

/** Of the operators' API. */
export function pathOf({ kind, key }: Subject): string {
  return `${kind}s/${encodeURIComponent(key)}`;
}

/** Of what the API gives at `pathOf`. */
export function viewKeyOf({ kind, key }: Subject): readonly string[] {
  return [kind, key];
}

/** What became of it, newest first; a new change begins it anew. */
export function useHistory(subject: Subject, version: number) {
  return useInfiniteQuery({
    queryKey: ['history', subject.kind, subject.key, version],
    queryFn: ({ signal, pageParam }) =>
      call<ChangeHistory>(`${pathOf(subject)}/history`, {
        query: { limit: PAGE_SIZE, cursor: pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What is known of it stays while newer versions are asked for.
    placeholderData: (before, query) =>
      query?.queryKey[1] === subject.kind && query.queryKey[2] === subject.key ? before : undefined,
  });
}

export function useRollback<View>(subject: Subject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: RollbackRequest) =>
      call<View>(`${pathOf(subject)}/rollback`, { method: 'POST', body }),
    onSuccess: (view) => tellChanged(client, subject, view),
    onError: () => askAgain(client, subject),
  });
}

/** Leaves it to the files again. */
export function useClear<View>(subject: Subject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (query: { readonly reason: string; readonly version: number }) =>
      call<View>(pathOf(subject), { method: 'DELETE', query }),
    onSuccess: (view) => tellChanged(client, subject, view),
    onError: () => askAgain(client, subject),
  });
}

export function useChange<View, Request>(subject: Subject) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Request) => call<View>(pathOf(subject), { method: 'PUT', body }),
    onSuccess: (view) => tellChanged(client, subject, view),
    onError: () => askAgain(client, subject),
  });
}

/** Shows what the server answered at once, and asks anew for all that a change has a part in. */
async function tellChanged(client: QueryClient, subject: Subject, view: unknown): Promise<void> {
  await replaceData(client, viewKeyOf(subject), view);
  for (const key of [`${subject.kind}s`, 'profiles', 'config', 'comparison-of-arms']) {
    void client.invalidateQueries({ queryKey: [key] });
  }
}

/** A refusal may mean that somebody else has changed it. */
function askAgain(client: QueryClient, subject: Subject): Promise<unknown> {
  return client.invalidateQueries({ queryKey: viewKeyOf(subject) });
}
