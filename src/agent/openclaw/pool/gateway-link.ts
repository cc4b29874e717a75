import { type Dispatcher, Pool } from 'undici';
import { orAborted } from '../../../common/or-aborted.js';
import { noResponseError } from '../agent-errors.js';

export type Response = Dispatcher.ResponseData;

/** A gateway near by answers a connection in milliseconds; one that does not should not hold up the next. */
const CONNECT_TIMEOUT_MS = 2_000;

/** A backstop only: callers have deadlines. */
const HEADERS_TIMEOUT_MS = 120_000;

/** Below Node's five seconds, after which the gateway itself would close an idle socket under our feet. */
const KEEP_ALIVE_MS = 4_000;

/** The sockets to one gateway. The token never leaves this class but in the `Authorization` header. */
export class GatewayLink {
  private readonly pool: Pool;
  /** Without a slash at its end; empty when the gateway is at the root of its host. */
  private readonly basePath: string;

  /** @param url absolute http(s) URL, possibly with a path, under which all of the gateway's paths lie. */
  constructor(
    url: string,
    private readonly token: string,
  ) {
    const { origin, pathname } = new URL(url);
    this.basePath = pathname.replace(/\/+$/, '');
    this.pool = new Pool(origin, {
      // One socket a run, so that closing it aborts that run alone.
      allowH2: false,
      connectTimeout: CONNECT_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // A model may think in silence, for as long as the caller's deadlines allow.
      bodyTimeout: 0,
    });
  }

  /**
   * The caller must consume or destroy the response's body.
   * @throws AppError `AGENT_UNAVAILABLE` or `AGENT_TIMEOUT`; the signal's reason, at once.
   */
  post(
    path: string,
    { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
    signal: AbortSignal,
  ): Promise<Response> {
    const sent = { 'content-type': 'application/json', ...headers };
    return this.send({ method: 'POST', path, headers: sent, body }, signal);
  }

  /** As {@link post}; on a socket of its own, which tells whether the gateway takes new ones. */
  get(path: string, signal: AbortSignal): Promise<Response> {
    return this.send({ method: 'GET', path, headers: {}, reset: true }, signal);
  }

  /** Closes every socket, also those in use. */
  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async send(
    request: {
      readonly method: 'GET' | 'POST';
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly reset?: boolean;
    },
    signal: AbortSignal,
  ): Promise<Response> {
    const path = this.basePath + request.path;
    const headers = { authorization: `Bearer ${this.token}`, ...request.headers };
    try {
      // undici 8.12 delivers an abort only when a connection has been made or has failed.
      return await orAborted(this.pool.request({ ...request, path, headers, signal }), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw noResponseError(error);
    }
  }
}
