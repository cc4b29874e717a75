import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../support/chromium.js';

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

/** What is not there by then fails a test in words of its own, not as one that took too long. */
const FIND_MS = 15_000;

/** A browser before a console, wherever that is served. */
export class ConsoleBrowser {
  /** What no page may ever cause: breaches of the content security policy, and errors that nobody caught. */
  private readonly faults: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<ConsoleBrowser> {
    return new ConsoleBrowser(await startChromium());
  }

  async end(): Promise<void> {
    await this.browser.close();
  }

  /** Opens a page in a browser that knows nothing of earlier ones. */
  async open(
    url: string,
    { path = '/traces', token = null, theme = 'light', language = 'en', viewport = WIDE, prepare }: View,
  ): Promise<Page> {
    const context = await this.browser.newContext({
      viewport,
      colorScheme: theme,
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    this.contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(FIND_MS);
    this.watch(page);
    if (token !== null) {
      await page.addInitScript(`sessionStorage.setItem('miniask.token', ${JSON.stringify(token)})`);
    }
    await prepare?.(page);
    await page.goto(`${url}/console${path}`);
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
