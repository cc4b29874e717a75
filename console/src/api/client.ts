import { currentToken, endSession, sessionNumber, tellAccepted, tokenToCome } from '../session/session.js';
import { Problem, problemOf } from './problem.js';

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Empty values are left out. */
  readonly query?: Query;
  /** What is asked of itself, to be shown: it waits for a token while there is none, until this gives it up. */
  readonly signal?: AbortSignal;
}

/**
 * Calls the server that the console came from. A token that is no longer any good ends the session. What has a `signal`
 * is asked again when the same user has signed in; anything else was asked by somebody, who is told that it was refused.
 * What is answered after another session has begun is told nobody.
 * @typeParam T what the answer is. It is not checked again: the same build of the server makes it, and
 * docs/adr/0020 says what keeps the two together.
 * @throws Problem whatever went wrong, but not what `signal` aborts
 */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const { signal } = options;
  const asked = sessionNumber();
  const token = signal === undefined ? (currentToken() ?? '') : await tokenToCome(signal);
  try {
    const answer = await callAs<T>(token, path, options);
    if (sessionNumber() !== asked) throw new Problem(0, 'OTHER_SESSION', '');
    tellAccepted(token);
    return answer;
  } catch (error) {
    if (!(error instanceof Problem) || !error.unauthenticated) throw error;
    // Another token may have taken its place meanwhile; that one is still good.
    if (currentToken() === token) endSession(error.code === 'TOKEN_EXPIRED' ? 'expired' : 'refused');
    if (signal === undefined) throw new Problem(0, 'NOT_SIGNED_IN', '');
    return call<T>(path, options);
  }
}

/** Calls with a token that nobody has signed in with yet. */
export async function callAs<T>(
  token: string,
  path: string,
  { method = 'GET', body, query = {}, signal }: CallOptions = {},
): Promise<T> {
  const response = await fetchOrProblem(`/v1/ops/${path}${searchOf(query)}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    cache: 'no-store',
    credentials: 'omit',
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal !== undefined && { signal }),
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return JSON.parse(text === '' ? 'null' : text);
}

async function fetchOrProblem(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new Problem(0, 'NO_ANSWER', '');
  }
}

function searchOf(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}
