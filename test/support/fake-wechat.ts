import { EventEmitter, once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { listen, stop } from './listen.js';

/** What the next call meets instead of the usual answer. */
export type WechatFault =
  | { readonly kind: 'errcode'; readonly errcode: number; readonly errmsg?: string }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'body'; readonly body: string }
  /** Takes the request, spends the code if there is one, and never answers. */
  | { readonly kind: 'hang' }
  /** Takes the request and cuts the connection. */
  | { readonly kind: 'drop' };

/** The calls that there are. */
export type WechatService = 'login' | 'token' | 'check';

export interface WechatCall {
  readonly service: WechatService | 'unknown';
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Of a POST. */
  readonly body?: unknown;
}

/** What WeChat thinks of a text. */
interface Opinion {
  readonly suggest: 'pass' | 'review' | 'risky';
  readonly label: number;
}

const PATHS: Readonly<Record<string, WechatService>> = {
  '/sns/jscode2session': 'login',
  '/cgi-bin/stable_token': 'token',
  '/wxa/msg_sec_check': 'check',
};

const TokenRequest = z.object({
  grant_type: z.string(),
  appid: z.string().default(''),
  secret: z.string().default(''),
  force_refresh: z.literal(false).optional(),
});

const CheckRequest = z.strictObject({
  version: z.literal(2),
  openid: z.string(),
  scene: z.number(),
  content: z.string(),
});
type CheckRequest = z.infer<typeof CheckRequest>;

/** Seconds. */
const TOKEN_LIFE_S = 7200;
const MAX_CHARS = 2500;

/**
 * WeChat's `jscode2session`, `stable_token` and `msg_sec_check` over real HTTP: checks the app, takes each code once, knows
 * its users by their openids, answers 200 whatever happens, as `text/plain`, and leaves `errcode` out of a login's success.
 */
export class FakeWechat {
  readonly appId = 'wx0123456789abcdef';
  readonly appSecret = 'fake-app-secret-0123456789abcdef';
  readonly sessionKey = 'HyVFkGl5F5OQWJZZaNzBBg==';
  readonly calls: WechatCall[] = [];
  /** The headers of those calls. */
  readonly headers: IncomingMessage['headers'][] = [];
  /** The services of calls whose caller went away before they were answered. */
  readonly left: (WechatService | undefined)[] = [];
  /** Texts that hold this are `risky`, or to be reviewed. */
  readonly risky = '赌博';
  readonly questionable = '可疑';
  private readonly openids = new Map<string, string>();
  private readonly absent = new Set<string>();
  private readonly spent = new Set<string>();
  private readonly faults: { readonly service: WechatService | undefined; readonly fault: WechatFault }[] =
    [];
  private readonly events = new EventEmitter();
  private readonly gates: { readonly service: WechatService | undefined; readonly opened: Promise<void> }[] =
    [];
  private tokens = 1;

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

  /** The access token that is valid now. */
  get accessToken(): string {
    return `fake-access-token-${this.tokens}-${'x'.repeat(512)}`;
  }

  /** The texts that came to be checked, in their order. */
  get checked(): readonly string[] {
    return this.checks.map(({ content }) => content);
  }

  get checks(): readonly CheckRequest[] {
    return this.callsOf('check').flatMap(({ body }) => CheckRequest.safeParse(body).data ?? []);
  }

  callsOf(service: WechatService): readonly WechatCall[] {
    return this.calls.filter((call) => call.service === service);
  }

  /** A code as `wx.login` gives it to this user. */
  newCode(openid: string): string {
    const code = `0${this.openids.size}abcdefghijklmnopqrstuvwxyz0123`;
    this.openids.set(code, openid);
    return code;
  }

  /** The user counts as one who was here longer than two hours ago, until the next login. */
  leave(openid: string): void {
    this.absent.add(openid);
  }

  /** The access token is valid no longer; another one is. */
  changeToken(): void {
    this.tokens += 1;
  }

  /** The coming calls meet these, one each, in this order. */
  fail(...faults: readonly WechatFault[]): void {
    this.faults.push(...faults.map((fault) => ({ service: undefined, fault })));
  }

  /** The coming calls of this service meet these, one each, in this order. */
  failOn(service: WechatService, ...faults: readonly WechatFault[]): void {
    this.faults.push(...faults.map((fault) => ({ service, fault })));
  }

  /** The next call, of this service if one is named, is not answered until the returned function is called. */
  hold(service?: WechatService): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.gates.push({ service, opened: promise });
    return resolve;
  }

  /** Resolves when so many calls, of this service if one is named, have come in since the start. */
  async untilCalls(count: number, service?: WechatService): Promise<void> {
    const come = (): number => (service === undefined ? this.calls : this.callsOf(service)).length;
    while (come() < count) await once(this.events, 'call');
  }

  async close(): Promise<void> {
    await stop(this.server);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const query = Object.fromEntries(url.searchParams);
    const { method = '' } = request;
    const service = PATHS[url.pathname];
    const body = method === 'POST' ? await json(request) : undefined;
    const call = { service: service ?? ('unknown' as const), method, path: url.pathname, query };
    this.headers.push(request.headers);
    this.calls.push({ ...call, ...(body !== undefined && { body }) });
    response.once('close', () => {
      if (!response.writableEnded) this.left.push(service);
    });
    this.events.emit('call');
    await taken(this.gates, service)?.opened;

    response.setHeader('content-type', 'text/plain');
    const met = taken(this.faults, service);
    if (met !== undefined) return this.misbehave(met.fault, query['js_code'] ?? '', response);
    if (service === undefined) return void response.writeHead(404).end();
    response.end(this.serve(service, method, query, body));
  }

  private serve(
    service: WechatService,
    method: string,
    query: Readonly<Record<string, string>>,
    body: unknown,
  ): string {
    if (service === 'login') return this.exchange(query);
    if (method !== 'POST') return failure(43302, 'require POST method');
    return service === 'token' ? this.stableToken(body) : this.check(query, body);
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
    this.absent.delete(openid);
    return JSON.stringify({ session_key: this.sessionKey, openid });
  }

  private stableToken(body: unknown): string {
    const { success, data } = TokenRequest.safeParse(body);
    if (!success || data.grant_type !== 'client_credential') return failure(40002, 'invalid grant_type');
    if (data.appid !== this.appId) return failure(40013, 'invalid appid');
    if (data.secret !== this.appSecret) return failure(40125, 'invalid appsecret');
    return JSON.stringify({ access_token: this.accessToken, expires_in: TOKEN_LIFE_S });
  }

  private check({ access_token: token }: Readonly<Record<string, string>>, body: unknown): string {
    if (token === undefined) return failure(41001, 'access_token missing');
    if (token !== this.accessToken) return failure(40001, 'invalid credential, access_token is invalid');
    const { success, data } = CheckRequest.safeParse(body);
    if (!success) return failure(47001, 'data format error');
    const { openid, scene, content } = data;
    if (content.trim() === '') return failure(44002, 'empty post data');
    if (Array.from(content).length > MAX_CHARS) return failure(47001, 'content too long');
    if (scene < 1 || scene > 4) return failure(40129, 'invalid scene');
    if (![...this.openids.values()].includes(openid)) return failure(40003, 'invalid openid');
    if (this.absent.has(openid)) return failure(61010, 'code is expired');
    const result = this.opinionOn(content);
    const detail = [{ strategy: 'content_model', errcode: 0, ...result, prob: 90 }];
    return JSON.stringify({ errcode: 0, errmsg: 'ok', trace_id: 'fake-trace-id', result, detail });
  }

  private opinionOn(content: string): Opinion {
    if (content.includes(this.risky)) return { suggest: 'risky', label: 20006 };
    if (content.includes(this.questionable)) return { suggest: 'review', label: 21000 };
    return { suggest: 'pass', label: 100 };
  }
}

/** The first of them that is for this service, or for any; it is gone then. */
function taken<Entry extends { readonly service: WechatService | undefined }>(
  entries: Entry[],
  service: WechatService | undefined,
): Entry | undefined {
  const index = entries.findIndex((entry) => entry.service === undefined || entry.service === service);
  return index < 0 ? undefined : entries.splice(index, 1)[0];
}

function failure(errcode: number, errmsg = 'error'): string {
  return JSON.stringify({ errcode, errmsg: `${errmsg}, rid: 65f0a1b2-0c3d4e5f-6a7b8c9d` });
}
