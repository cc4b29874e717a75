import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aComparison } from './a-comparison.js';
import { faultsOfLooks } from './looks.js';
import { RunningConsole } from './running-console.js';

/** Every page, with what is in it when it has loaded. */
const PAGES: readonly { readonly name: string; readonly path: string; readonly ready: string }[] = [
  { name: 'sign-in', path: '/', ready: 'form' },
  { name: 'traces', path: '/traces', ready: 'table' },
  { name: 'no traces', path: '/traces?traceId=unknown', ready: '.empty' },
  { name: 'trace', path: '/traces/TRACE', ready: '.timeline' },
  { name: 'refused trace', path: '/traces/REFUSED', ready: '.timeline' },
  { name: 'comparison', path: '/traces/REPLAY/comparison', ready: 'ins' },
  { name: 'unknown trace', path: '/traces/unknown', ready: '[role=alert]' },
  { name: 'replays', path: '/replays', ready: 'h1' },
  { name: 'routes', path: '/routes', ready: 'table' },
  { name: 'route', path: '/routes/summarize', ready: '.change-form' },
  { name: 'config', path: '/config', ready: '.facts' },
  { name: 'profiles', path: '/profiles', ready: 'h1' },
  { name: 'stats', path: '/stats', ready: 'h1' },
  { name: 'nothing', path: '/nothing', ready: '.empty' },
];

describe('every page of the console', () => {
  let console: RunningConsole;
  let traceId: string;
  let refusedId: string;

  beforeAll(async () => {
    console = await RunningConsole.start();
    await console.ask('t-1', '今天的会议决定了三件事。');
    await console.ask('a-traceId-as-long-as-one-may-be:'.padEnd(64, 'x'), 'A text.');
    await console.post('/v1/mini/ask', { intent: 'no_such_intent', traceId: 'refused-1', input: {} });
    traceId = await console.recordId('t-1');
    refusedId = await console.recordId('refused-1');
  });
  afterEach(async () => console.closePages());
  afterAll(async () => console.end());

  async function open({ name, path }: (typeof PAGES)[number]): Promise<Page> {
    return console.open({
      path: path.replace('TRACE', traceId).replace('REFUSED', refusedId),
      ...(name === 'sign-in' && { token: null }),
      prepare: async (page) => {
        const body = JSON.stringify(aComparison('REPLAY', traceId));
        await page.route('**/v1/ops/traces/REPLAY/comparison', async (route) =>
          route.fulfill({ contentType: 'application/json', body }),
        );
      },
    });
  }

  it.each(PAGES)('$name: can be used by everybody in every look', async (each) => {
    const page = await open(each);
    await page.locator(each.ready).first().waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.lang')).toBe('en');
    expect(await faultsOfLooks(page)).toEqual([]);
  });

  it('changes its language and its theme, and remembers both', async () => {
    const page = await console.open();
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '追踪' }).waitFor();
    await page.getByRole('button', { name: '主题' }).click();
    await page.getByRole('button', { name: '主题' }).click();
    const background = 'getComputedStyle(document.body).backgroundColor';
    await expect.poll(() => page.evaluate(background)).toBe('rgb(16, 18, 23)');
    await page.reload();
    await page.getByRole('heading', { name: '追踪' }).waitFor();
    await expect.poll(() => page.evaluate(background)).toBe('rgb(16, 18, 23)');
  });
});
