import { useSyncExternalStore } from 'react';
import { queryClient } from '../api/query-client.js';
import { claimsOf } from './token-claims.js';

/** sessionStorage: the token lives as long as the tab, survives a reload, and no other site can send it. */
const STORAGE_KEY = 'miniask.token';

export type SessionEnd = 'expired' | 'refused' | 'signed-out';

interface Session {
  readonly token: string | null;
  /** Why there is no token any more; null where there was none. */
  readonly ended: SessionEnd | null;
  /** The user whose pages wait, as they were left, for the same to sign in again; null: nobody's. */
  readonly keptFor: string | null;
  /** Which it is in this tab: another one has nothing of the one before. */
  readonly number: number;
}

let session: Session = {
  token: sessionStorage.getItem(STORAGE_KEY),
  ended: null,
  keptFor: null,
  number: 0,
};
/** Whether the server has taken the token in: one from before a reload may have come to its end long ago. */
let accepted = false;
const listeners = new Set<() => void>();

function change(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToken(): string | null {
  return session.token;
}

/** Another number is another session, also of the same user: what was asked in one is none of the other's business. */
export function sessionNumber(): number {
  return session.number;
}

/**
 * Goes on with the session that waits for this user, or begins one that has nothing of it.
 * @param token one that the server has accepted
 */
export function beginSession(token: string): void {
  const { keptFor, number } = session;
  const goesOn = keptFor !== null && keptFor === claimsOf(token).userId;
  if (!goesOn) queryClient.clear();
  sessionStorage.setItem(STORAGE_KEY, token);
  accepted = true;
  change({ token, ended: null, keptFor: null, number: goesOn ? number : number + 1 });
  if (goesOn) void queryClient.invalidateQueries();
}

/** Tells that the server has answered somebody with this token. */
export function tellAccepted(token: string): void {
  if (token === session.token) accepted = true;
}

/**
 * Forgets the token; and everything that was seen with it, unless it is only the token that has come to its end: the
 * same user may go on then.
 */
export function endSession(ended: SessionEnd): void {
  sessionStorage.removeItem(STORAGE_KEY);
  const mayGoOn = ended !== 'signed-out' && accepted;
  const keptFor = mayGoOn ? claimsOf(session.token ?? '').userId : null;
  if (keptFor === null) queryClient.clear();
  change({ ...session, token: null, ended, keptFor });
}

/**
 * The token of now, or else that of who signs in next.
 * @throws what `signal` aborts with, as it does when that is another user
 */
export async function tokenToCome(signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  if (session.token !== null) return session.token;
  return new Promise((resolve, reject) => {
    const unsubscribe = subscribe(() => {
      if (session.token === null) return;
      unsubscribe();
      resolve(session.token);
    });
    const giveUp = () => {
      unsubscribe();
      reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}
