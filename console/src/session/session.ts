import { useSyncExternalStore } from 'react';
import { queryClient } from '../api/query-client.js';

/** sessionStorage: the token lives as long as the tab, survives a reload, and no other site can send it. */
const STORAGE_KEY = 'miniask.token';

export type SessionEnd = 'expired' | 'refused' | 'signed-out';

interface Session {
  readonly token: string | null;
  /** Why there is no token any more; null where there was none. */
  readonly ended: SessionEnd | null;
}

let session: Session = { token: sessionStorage.getItem(STORAGE_KEY), ended: null };
const listeners = new Set<() => void>();

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

export function currentToken(): string | null {
  return session.token;
}

/** @param token one that the server has accepted */
export function beginSession(token: string): void {
  sessionStorage.setItem(STORAGE_KEY, token);
  change({ token, ended: null });
}

/** Forgets the token and everything that was seen with it. */
export function endSession(ended: SessionEnd): void {
  sessionStorage.removeItem(STORAGE_KEY);
  queryClient.clear();
  change({ token: null, ended });
}

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}
