import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { Behaviour, Script } from './behaviour.js';
import { ChatBody } from './chat-body.js';
import { sendJson, sendRefusal, streamWriter } from './chat-writer.js';
import { play } from './play.js';
import { OVERLOADED, pluginInvalid } from './plugin-refusals.js';
import { playPlugin } from './plugin-play.js';
import {
  type FakePluginOptions,
  PLUGIN_VERSION_PATH,
  type PluginPath,
  acceptPlugin,
  isPluginPath,
  pluginVersion,
} from './plugin-routes.js';
import { sendPluginRefusal } from './plugin-writer.js';
import type { RecordedRequest } from './recorded-request.js';
import { INTERNAL, LOCKED_OUT, UNAUTHORIZED, invalid } from './refusals.js';
import { routeTo } from './routing.js';

export interface FakeOpenClawOptions {
  readonly token?: string;
  /** Default any that is free. */
  readonly port?: number;
  /** Default `fast` and `strong`. */
  readonly agents?: readonly string[];
  /** The models that `x-openclaw-model` may name; default any. */
  readonly models?: readonly string[];
  /** Locks everybody out after so many wrong tokens; default never, as OpenClaw does on loopback. */
  readonly lockoutAfter?: number;
  /** A path under which the gateway lies, such as `/openclaw`. */
  readonly basePath?: string;
  /** Says what an unscripted request is answered; default `Hello from <agent>`. */
  readonly reply?: (request: RecordedRequest) => string;
  /** The plugin of `openclaw-plugin/` with these engines; default none, and its routes are 404. */
  readonly plugin?: FakePluginOptions;
  /** Off where there are very many requests. */
  readonly record?: boolean;
}

const MAX_REQUEST_BYTES = 20 * 1024 * 1024;
const MAX_PLUGIN_REQUEST_BYTES = 4 * 1024 * 1024;

/**
 * An OpenClaw gateway 2026.9.6 as MiniAsk sees it: a real HTTP server on a random port with its rules,
 * its refusals and its streams, and a script instead of a model. Behaves like the real one run by
 * `test/openclaw`; has no dependency on a test runner.
 */
export class FakeOpenClaw {
  /** The accepted chat requests, oldest first. */
  readonly requests: RecordedRequest[] = [];
  /** What `/readyz` says. */
  ready = true;
  /** How many connections were made so far. */
  connectionsMade = 0;
  /** Answers unscripted requests; may be replaced at any time. */
  reply: (request: RecordedRequest) => string;

  private readonly script: Script[] = [];
  private readonly waiting: ((request: RecordedRequest) => void)[] = [];
  private always: Script = { kind: 'answer' };
  private wrongTokens = 0;
  private inflight = 0;

  private constructor(
    private readonly server: Server,
    private readonly options: FakeOpenClawOptions,
  ) {
    this.reply = options.reply ?? (({ agent }) => `Hello from ${agent}`);
  }

  static async start(options: FakeOpenClawOptions = {}): Promise<FakeOpenClaw> {
    const server = createServer();
    const fake = new FakeOpenClaw(server, options);
    server.on('connection', () => {
      fake.connectionsMade += 1;
    });
    server.on('request', (request, response) => {
      fake.serve(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
    return fake;
  }

  /** For `OPENCLAW_URL`. */
  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The fake is stopped');
    return `http://127.0.0.1:${address.port}${this.options.basePath ?? ''}`;
  }

  /** For `OPENCLAW_TOKEN`. */
  get token(): string {
    return this.options.token ?? 'gateway-token';
  }

  /** Says what becomes of the next requests, in their order. */
  next(...scripts: readonly Script[]): void {
    this.script.push(...scripts);
  }

  /** Says what becomes of every request that `next` does not speak of. */
  otherwise(script: Script): void {
    this.always = script;
  }

  /** The next chat request to arrive. */
  nextRequest(): Promise<RecordedRequest> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Forgets script, requests and wrong tokens. */
  reset(): void {
    this.requests.length = 0;
    this.script.length = 0;
    this.always = { kind: 'answer' };
    this.wrongTokens = 0;
    this.ready = true;
  }

  /** Sockets that are open now. */
  connections(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { basePath = '', plugin } = this.options;
    const { pathname } = new URL(request.url ?? '/', 'http://fake');
    const path = pathname.startsWith(basePath) ? pathname.slice(basePath.length) : '';
    if (plugin !== undefined && isPluginPath(path)) return this.plugin(path, plugin, request, response);
    switch (path) {
      case '/healthz':
        return sendJson(response, 200, { ok: true, status: 'live' });
      case '/readyz':
        return sendJson(response, this.ready ? 200 : 503, { ready: this.ready, failing: [] });
      case '/v1/models':
        return this.models(request, response);
      case '/v1/chat/completions':
        return this.chat(request, response);
      default:
        response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found');
    }
  }

  private models(request: IncomingMessage, response: ServerResponse): void {
    if (!this.admits(request, response)) return;
    const { agents = ['fast', 'strong'] } = this.options;
    const names = ['openclaw', 'openclaw/default', ...agents.map((agent) => `openclaw/${agent}`)];
    const data = names.map((id) => ({ id, object: 'model', created: 0, owned_by: 'openclaw' }));
    sendJson(response, 200, { object: 'list', data });
  }

  private async chat(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'POST') {
      response.writeHead(405, { allow: 'POST', 'content-type': 'text/plain' }).end('Method Not Allowed');
      return;
    }
    const bytes = await bodyOf(request, MAX_REQUEST_BYTES);
    if (!this.admits(request, response)) return;
    if (bytes === undefined) {
      sendRefusal(response, { ...invalid('Payload too large'), status: 413 });
      return;
    }
    const recorded = this.accept(request, response, bytes.toString());
    if (recorded === undefined) return;
    await this.playNext(recorded, response, play);
  }

  private async plugin(
    path: PluginPath,
    options: FakePluginOptions,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const method = path === PLUGIN_VERSION_PATH ? 'GET' : 'POST';
    const body = await bodyOf(request, MAX_PLUGIN_REQUEST_BYTES);
    if (!this.admits(request, response)) return;
    if (request.method !== method) {
      response.setHeader('allow', method);
      sendPluginRefusal(response, { ...pluginInvalid(`Only ${method} is served here.`), status: 405 });
      return;
    }
    const { agents = ['fast', 'strong'], models } = this.options;
    const roster = { agents, models };
    if (method === 'GET') return sendJson(response, 200, pluginVersion(options, roster, this.inflight));
    if (body === undefined) {
      sendPluginRefusal(response, { ...pluginInvalid('The body is too large'), status: 413 });
      return;
    }
    const accepted = acceptPlugin(options, roster, request, response, body);
    if ('status' in accepted) sendPluginRefusal(response, accepted);
    else if (this.inflight >= (options.maxInflight ?? Infinity)) sendPluginRefusal(response, OVERLOADED);
    else await this.playNext(accepted, response, playPlugin);
  }

  private async playNext(
    recorded: RecordedRequest,
    response: ServerResponse,
    player: typeof play,
  ): Promise<void> {
    const script = this.script.shift() ?? this.always;
    const behaviour: Behaviour = typeof script === 'function' ? script(recorded) : script;
    if (this.options.record !== false) this.requests.push(recorded);
    for (const resolve of this.waiting.splice(0)) resolve(recorded);
    this.inflight += 1;
    response.once('close', () => (this.inflight -= 1));
    await player(behaviour, recorded, response, this.reply);
  }

  private admits(request: IncomingMessage, response: ServerResponse): boolean {
    const { lockoutAfter = Infinity } = this.options;
    if (this.wrongTokens >= lockoutAfter) {
      sendRefusal(response, LOCKED_OUT, { 'retry-after': '15' });
      return false;
    }
    if (request.headers.authorization === `Bearer ${this.token}`) return true;
    this.wrongTokens += 1;
    sendRefusal(response, UNAUTHORIZED);
    return false;
  }

  /** The request as it will be run; undefined when it was refused. */
  private accept(
    request: IncomingMessage,
    response: ServerResponse,
    text: string,
  ): RecordedRequest | undefined {
    const body = parseBody(text);
    if (body === undefined) {
      sendRefusal(response, invalid('Invalid request body.'));
      return undefined;
    }
    const header = (name: string): string | undefined => request.headers[name]?.toString();
    const sessionKey = header('x-openclaw-session-key');
    const model = header('x-openclaw-model');
    const { agents = ['fast', 'strong'], models } = this.options;
    const headers = { sessionKey, agentId: header('x-openclaw-agent-id'), model };
    const route = routeTo({ agents, models }, headers, body);
    if ('status' in route) {
      // An internal error comes up so late that a stream has begun; only there its words are told.
      if (route.status !== 500) sendRefusal(response, route);
      else if (body.stream) streamWriter(response, body.model ?? 'openclaw', false).refuse(route);
      else sendRefusal(response, INTERNAL);
      return undefined;
    }
    return {
      headers: request.headers,
      body,
      agent: route.agent,
      sessionKey,
      model,
      system: textOf(body, ({ role }) => role === 'system' || role === 'developer').join('\n\n'),
      user: textOf(body, ({ role }) => role === 'user').at(-1) ?? '',
      closed: new Promise((resolve) => {
        response.once('close', () => resolve(response.writableFinished ? 'answered' : 'left'));
      }),
    };
  }
}

function textOf({ messages }: ChatBody, fits: (message: { role: string }) => boolean): readonly string[] {
  return messages.filter((message) => fits(message)).map(({ content }) => content);
}

/** @returns undefined when it is larger than the gateway takes. */
async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes <= maxBytes) chunks.push(part);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}

function parseBody(text: string): ChatBody | undefined {
  try {
    return ChatBody.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
