import type { Page } from 'playwright-core';
import { ConsoleBrowser, type View } from './console-browser.js';
import { FakeOpsApi } from './fake-ops-api.js';

/** The console that was built before an API that says what a test wants, and a browser before both. */
export class FakeConsole {
  private constructor(
    readonly api: FakeOpsApi,
    private readonly browser: ConsoleBrowser,
  ) {}

  static async start(): Promise<FakeConsole> {
    return new FakeConsole(await FakeOpsApi.start(), await ConsoleBrowser.start());
  }

  async end(): Promise<void> {
    await this.browser.end();
    await this.api.end();
  }

  async open(path: string, view: Omit<View, 'path'> = {}): Promise<Page> {
    return this.browser.open(this.api.url, { token: 'any', ...view, path });
  }

  /**
   * Closes the pages, and has the API as it was.
   * @throws Error when a page did what none may
   */
  async reset(): Promise<void> {
    this.api.reset();
    await this.browser.closePages();
  }
}
