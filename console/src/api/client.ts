import { endSession, currentToken } from '../session/session.js';
import { Problem, problemOf } from './problem.js';

export type Query = Readonly<Record<string, string | number | null | undefined>>;

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Empty values are left out. */
  readonly query?: Query;
  readonly signal?: AbortSignal;
}

/**
 * Calls the server that the console came from. A token that is no longer any good ends the session.
 * @typeParam T what the answer is. It is not checked again: the same build of the server makes it, and
 * docs/adr/0020 says what keeps the two together.
 * @throws Problem whatever went wrong, but not what `signal` aborts
 */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const token = currentToken();
  try {
    return await callAs<T>(token ?? '', path, options);
  } catch (error) {
    // Another token may have taken its place meanwhile; that one is still good.
    if (error instanceof Problem && error.unauthenticated && currentToken() === token) {
      endSession(error.code === 'TOKEN_EXPIRED' ? 'expired' : 'refused');
    }
    throw error;
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
