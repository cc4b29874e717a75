import { type Dispatcher, Pool } from 'undici';
import { AppError } from '../../common/errors/app-error.js';
import { isNotConnected, noResponseError } from './agent-errors.js';

export interface GatewayRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A gateway near by answers a connection in milliseconds; one that does not should not hold up the next. */
const CONNECT_TIMEOUT_MS = 2_000;

/** A backstop only: the gateway sends its headers before it calls a model, and callers have deadlines. */
const HEADERS_TIMEOUT_MS = 60_000;

/** Below Node's five seconds, after which the gateway itself would close an idle socket under our feet. */
const KEEP_ALIVE_MS = 4_000;

interface Gateway {
  readonly pool: Pool;
  /** Without a slash at its end; empty when the gateway is at the root of its host. */
  readonly basePath: string;
}

/** The gateways, asked in turn. Their token never leaves this class but in the `Authorization` header. */
export class Gateways {
  private readonly gateways: readonly Gateway[];
  private turn = 0;

  /** @param urls absolute http(s) URLs, possibly with a path, under which all of the gateway's paths lie. */
  constructor(
    urls: readonly string[],
    private readonly token: string,
  ) {
    this.gateways = urls.map((url) => openGateway(url));
  }

  /**
   * Posts to the next gateway, and to the one after it when no connection can be made: never when one
   * may have received the request. The caller must consume or destroy the response's body.
   * @throws AppError `AGENT_UNAVAILABLE` or `AGENT_TIMEOUT`; the signal's reason, at once.
   */
  async post(path: string, request: GatewayRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    let failure: unknown;
    for (const { pool, basePath } of this.inTurn()) {
      try {
        return await orAborted(
          pool.request({
            method: 'POST',
            path: basePath + path,
            headers: {
              authorization: `Bearer ${this.token}`,
              'content-type': 'application/json',
              ...request.headers,
            },
            body: request.body,
            signal,
          }),
          signal,
        );
      } catch (error) {
        signal.throwIfAborted();
        if (!isNotConnected(error)) throw noResponseError(error);
        failure = error;
      }
    }
    throw noResponseError(failure);
  }

  /** Resolves when at least one gateway says it is ready. @throws AppError `AGENT_UNAVAILABLE` */
  async check(signal: AbortSignal): Promise<void> {
    const checks = this.gateways.map((gateway) => checkGateway(gateway, signal));
    await Promise.any(checks).catch((error: unknown) => {
      signal.throwIfAborted();
      const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
      throw cause instanceof AppError ? cause : noResponseError(cause);
    });
  }

  /** Closes every socket, also those in use. */
  async close(): Promise<void> {
    await Promise.all(this.gateways.map(({ pool }) => pool.destroy()));
  }

  private inTurn(): readonly Gateway[] {
    const first = this.turn;
    this.turn = (first + 1) % this.gateways.length;
    return [...this.gateways.slice(first), ...this.gateways.slice(0, first)];
  }
}

function openGateway(url: string): Gateway {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, {
    // One socket a run, so that closing it aborts that run alone.
    allowH2: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // A model may think in silence, for as long as the caller's deadlines allow.
    bodyTimeout: 0,
  });
  return { pool, basePath: pathname.replace(/\/+$/, '') };
}

async function checkGateway({ pool, basePath }: Gateway, signal: AbortSignal): Promise<void> {
  const request = pool.request({ method: 'GET', path: `${basePath}/readyz`, signal });
  const { statusCode, body } = await orAborted(request, signal);
  await body.dump();
  if (statusCode === 200) return;
  throw new AppError('AGENT_UNAVAILABLE', { reason: 'gateway_not_ready', retryAfterS: 5 });
}

/** Because undici 8.12 delivers an abort only when a connection has been made or has failed. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
