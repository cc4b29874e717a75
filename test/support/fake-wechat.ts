import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { listen, stop } from './listen.js';

/** What the next call meets instead of the usual answer. */
export type WechatFault =
  | { readonly kind: 'errcode'; readonly errcode: number; readonly errmsg?: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'body'; readonly body: string }
  /** Takes the request, spends the code and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the request and cuts the connection. */
  | { readonly kind: 'drop' };

export interface WechatCall {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/**
 * WeChat's `jscode2session` over real HTTP: checks the app, takes each code once, answers 200 whatever
 * happens, as `text/plain`, and leaves `errcode` out of a success.
 */
export class FakeWechat {
  readonly appId = 'wx0123456789abcdef';
  readonly appSecret = 'fake-app-secret-0123456789abcdef';
  readonly sessionKey = 'HyVFkGl5F5OQWJZZaNzBBg==';
  readonly calls: WechatCall[] = [];
  private readonly openids = new Map<string, string>();
  private readonly spent = new Set<string>();
  private readonly faults: WechatFault[] = [];
  private readonly events = new EventEmitter();
  private readonly gates: Promise<void>[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakeWechat> {
    const server = createServer();
    const fake = new FakeWechat(server, await listen(server));
    server.on('request', (request, response) => void fake.answer(request, response));
    return fake;
  }

  /** A code as `wx.login` gives it to this user. */
  newCode(openid: string): string {
    const code = `0${this.openids.size}abcdefghijklmnopqrstuvwxyz0123`;
    this.openids.set(code, openid);
    return code;
  }

  /** The coming calls meet these, one each, in this order. */
  fail(...faults: readonly WechatFault[]): void {
    this.faults.push(...faults);
  }

  /** The next call is not answered until the returned function is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gates.push(promise);
    return resolve;
  }

  /** Resolves when so many calls have come in since the start. */
  async untilCalls(count: number): Promise<void> {
    while (this.calls.length < count) await once(this.events, 'call');
  }

  async close(): Promise<void> {
    await stop(this.server);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const query = Object.fromEntries(url.searchParams);
    this.calls.push({ method: request.method ?? '', path: url.pathname, query });
    this.events.emit('call');
    await this.gates.shift();

    response.setHeader('content-type', 'text/plain');
    const fault = this.faults.shift();
    if (fault !== undefined) return this.misbehave(fault, query['js_code'] ?? '', response);
    if (url.pathname !== '/sns/jscode2session') return void response.writeHead(404).end();
    response.end(this.exchange(query));
  }

  private misbehave(fault: WechatFault, code: string, response: ServerResponse): void {
    switch (fault.kind) {
      case 'errcode':
        return void response.end(failure(fault.errcode, fault.errmsg));
      case 'status':
        return void response.writeHead(fault.status).end('{"openid":"of-an-error-page"}');
      case 'body':
        return void response.end(fault.body);
      case 'hang':
        return void this.spent.add(code);
      case 'drop':
        return void response.destroy();
    }
  }

  private exchange(query: Readonly<Record<string, string>>): string {
    const { appid = '', secret = '', js_code: code = '', grant_type: grantType } = query;
    if (appid === '') return failure(41002, 'appid missing');
    if (secret === '') return failure(41004, 'appsecret missing');
    if (code === '') return failure(41008, 'missing code');
    if (appid !== this.appId) return failure(40013, 'invalid appid');
    if (secret !== this.appSecret) return failure(40125, 'invalid appsecret');
    if (grantType !== 'authorization_code') return failure(40002, 'invalid grant_type');

    const openid = this.openids.get(code);
    if (openid === undefined) return failure(40029, 'invalid code');
    if (this.spent.has(code)) return failure(40163, 'code been used');
    this.spent.add(code);
    return JSON.stringify({ session_key: this.sessionKey, openid });
  }
}

function failure(errcode: number, errmsg = 'error'): string {
  return JSON.stringify({ errcode, errmsg: `${errmsg}, rid: 65f0a1b2-0c3d4e5f-6a7b8c9d` });
}
