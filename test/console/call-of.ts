import type { Page, Request } from 'playwright-core';

/**
 * Watches the next call of a path: `begun` when it was sent, `over` when the page has drawn what came of it, or
 * has given it up.
 */
export function callOf(page: Page, path: string): { begun: Promise<Request>; over: Promise<void> } {
  const begun = page.waitForRequest((request) => new URL(request.url()).pathname === path);
  return { begun, over: overOf(page, begun) };
}

async function overOf(page: Page, begun: Promise<Request>): Promise<void> {
  const isIt = async (request: Request) => request === (await begun);
  await Promise.race([page.waitForEvent('requestfinished', isIt), page.waitForEvent('requestfailed', isIt)]);
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}
