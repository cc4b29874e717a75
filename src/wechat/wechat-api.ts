import { Agent } from 'undici';
import type { Clock } from '../common/clock.js';
import { getJson, postJson } from '../common/http-json.js';
import type { Settings } from '../config/settings.js';

/** Shorter than any call may take, so that what was never sent is told from what was not answered. */
const CONNECT_TIMEOUT_MS = 2_000;
/** No answer that this server asks for is longer. */
const MAX_BYTES = 64 * 1024;

export type WechatSettings = NonNullable<Settings['wechat']>;

export interface WechatCall {
  /** Without leading slash, such as `sns/jscode2session`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON by POST; absent for GET. */
  readonly body?: object;
  /** From connecting to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Calls to the WeChat API, each once. One instance for one use, so that none waits for the connections of another. */
export class WechatApi {
  private readonly dispatcher: Agent;

  /** @param connections calls at once; further ones wait within their own timeout */
  constructor(
    readonly settings: WechatSettings,
    private readonly clock: Clock,
    connections: number,
  ) {
    this.dispatcher = new Agent({
      connect: { timeout: CONNECT_TIMEOUT_MS },
      connections,
      maxResponseSize: MAX_BYTES,
    });
  }

  /** The parsed answer, which may tell of a failure. @throws CallFailure; the signal's reason */
  call({ path, query = {}, body, timeoutMs, signal }: WechatCall): Promise<unknown> {
    const { dispatcher, clock } = this;
    const options = { dispatcher, clock, timeoutMs, ...(signal !== undefined && { signal }) };
    const url = this.address(path, query);
    return body === undefined ? getJson(url, options) : postJson(url, body, options);
  }

  /** Lets go of connections, and of calls that still wait. */
  close(): Promise<void> {
    return this.dispatcher.destroy();
  }

  private address(path: string, query: Readonly<Record<string, string>>): URL {
    const { apiBase } = this.settings;
    const url = new URL(path, apiBase.endsWith('/') ? apiBase : `${apiBase}/`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }
}
