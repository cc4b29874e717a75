import { once } from 'node:events';
import { type IncomingMessage, type Server, createServer } from 'node:http';
import { register } from '../register.js';
import { FakeClock } from './fake-clock.js';
import { FakeHost } from './fake-host.js';
import { FakeLeanSdk } from './fake-sdk.js';

export interface PluginServerOptions {
  readonly llm?: unknown;
  readonly agent?: unknown;
  readonly pluginConfig?: object;
}

/** The plugin behind a real HTTP server, with fakes in place of OpenClaw. */
export class PluginServer {
  readonly clock = new FakeClock();
  readonly sdk = new FakeLeanSdk();

  private constructor(
    readonly host: FakeHost,
    private readonly server: Server,
  ) {}

  static async start(options: PluginServerOptions = {}): Promise<PluginServer> {
    const host = new FakeHost(options);
    const server = createServer();
    const plugin = new PluginServer(host, server);
    register(host, { load: plugin.sdk.load, clock: plugin.clock });
    server.on('request', (request: IncomingMessage, response) => {
      const route = host.routes.find(({ path }) => path === request.url);
      if (route === undefined) response.writeHead(404).end();
      else route.handler(request, response).catch(() => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return plugin;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('The server is stopped');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Posts a request that is right but for what is given. */
  complete(fields: object = {}, init: RequestInit = {}): Promise<Response> {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hi' },
    ];
    return this.post(JSON.stringify({ agent: 'fast', messages, ...fields }), init);
  }

  post(body: string | Buffer, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/miniask/v1/complete`, { method: 'POST', body, ...init });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
