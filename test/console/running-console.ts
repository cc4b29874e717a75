import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';
import { ConsoleBrowser, type View } from './console-browser.js';

const SECRET = 'the-secret-of-the-console-under-test';
const HOUR_S = 3600;

/** A server with the console that was built, and a browser before it. */
export class RunningConsole {
  private constructor(
    private readonly server: ServerProcess,
    private readonly browser: ConsoleBrowser,
    private readonly folder: string,
  ) {}

  static async start(): Promise<RunningConsole> {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-console-'));
    const server = await ServerProcess.start({
      APP_ENV: 'dev',
      JWT_SECRET: SECRET,
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
    });
    return new RunningConsole(server, await ConsoleBrowser.start(), folder);
  }

  async end(): Promise<void> {
    await this.browser.end();
    await this.server.end('SIGTERM');
    await rm(this.folder, { recursive: true });
  }

  get url(): string {
    return this.server.url;
  }

  operatorToken(lifeS = HOUR_S): string {
    return this.token('u_operator', ['operator'], lifeS);
  }

  userToken(): string {
    return this.token('u_123', [], HOUR_S);
  }

  private token(sub: string, roles: readonly string[], lifeS: number): string {
    return handmadeToken(SECRET, { sub, roles, exp: Math.floor(Date.now() / 1000) + lifeS });
  }

  /** Calls the server as a Mini Program does, for the user `u_123`. */
  async post(path: string, body: unknown): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.userToken()}` },
      body: JSON.stringify(body),
    });
  }

  /** Asks for a summary that the local agent gives; resolves when it has. */
  async ask(traceId: string, text: string): Promise<void> {
    await this.post('/v1/mini/ask', { intent: 'summarize', traceId, input: { text, maxBullets: 2 } });
  }

  /** Calls the operators' API. */
  async ops<T>(path: string): Promise<T> {
    const headers = { authorization: `Bearer ${this.operatorToken()}` };
    const answer: T = JSON.parse(await (await fetch(`${this.url}/v1/ops/${path}`, { headers })).text());
    return answer;
  }

  /** The id of the newest record of a traceId. */
  async recordId(traceId: string): Promise<string> {
    const { items } = await this.ops<{ items: { id: string }[] }>(`traces?traceId=${traceId}`);
    const [first] = items;
    if (first === undefined) throw new Error(`There is no trace ${traceId}.`);
    return first.id;
  }

  /** Opens a page of the console, as an operator if nothing else is said. */
  async open({ token = this.operatorToken(), ...view }: View = {}): Promise<Page> {
    return this.browser.open(this.url, { ...view, token });
  }

  /** @throws Error when one of them did what no page may */
  async closePages(): Promise<void> {
    await this.browser.closePages();
  }
}
