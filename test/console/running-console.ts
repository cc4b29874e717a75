import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../support/chromium.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';

const SECRET = 'the-secret-of-the-console-under-test';
const HOUR_S = 3600;

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };

export interface View {
  readonly path?: string;
  /** Null: nobody has signed in. */
  readonly token?: string | null;
  readonly theme?: 'light' | 'dark';
  readonly language?: 'en' | 'zh';
  readonly viewport?: typeof WIDE;
  /** Done to the page before it is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** A server with the console that was built, and a browser before it. */
export class RunningConsole {
  /** What no page may ever cause: breaches of the content security policy, and errors that nobody caught. */
  private readonly faults: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(
    private readonly server: ServerProcess,
    private readonly browser: Browser,
    private readonly folder: string,
  ) {}

  static async start(): Promise<RunningConsole> {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-console-'));
    const server = await ServerProcess.start({
      APP_ENV: 'dev',
      JWT_SECRET: SECRET,
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
    });
    return new RunningConsole(server, await startChromium(), folder);
  }

  async end(): Promise<void> {
    await this.browser.close();
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

  /** Opens a page of the console in a browser that knows nothing of earlier ones. */
  async open({
    path = '/traces',
    token = this.operatorToken(),
    theme = 'light',
    language = 'en',
    viewport = WIDE,
    prepare,
  }: View = {}): Promise<Page> {
    const context = await this.browser.newContext({
      viewport,
      colorScheme: theme,
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    this.contexts.push(context);
    const page = await context.newPage();
    this.watch(page);
    if (token !== null) {
      await page.addInitScript(`sessionStorage.setItem('miniask.token', ${JSON.stringify(token)})`);
    }
    await prepare?.(page);
    await page.goto(`${this.url}/console${path}`);
    return page;
  }

  /** @throws Error when one of them did what no page may */
  async closePages(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    const faults = this.faults.splice(0);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }

  private watch(page: Page): void {
    page.on('pageerror', (error) => this.faults.push(error.message));
    page.on('console', (message) => {
      if (/content security policy|trusted ?types|\[violation\]/i.test(message.text())) {
        this.faults.push(message.text());
      }
    });
  }
}
