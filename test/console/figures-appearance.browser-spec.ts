import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aBatch } from './a-batch.js';
import { VIEWS } from './console-browser.js';
import { FakeConsole } from './fake-console.js';
import { seriousFaults } from './serious-faults.js';

/** Every state of the pages, with what is in it when it has loaded. */
const PAGES: readonly { readonly name: string; readonly path: string; readonly ready: string }[] = [
  { name: 'batches', path: '/replays', ready: 'table' },
  { name: 'form', path: '/replays/new?intent=summarize&period=custom', ready: 'form' },
  { name: 'batch that failed', path: '/replays/batch-1', ready: '.verdict-fail' },
  { name: 'batch that runs', path: '/replays/batch-2', ready: 'progress' },
  { name: 'batch that was cancelled', path: '/replays/batch-3', ready: '.verdict-none' },
  { name: 'batch that passed', path: '/replays/batch-4', ready: '.verdict-pass' },
  { name: 'no such batch', path: '/replays/unknown', ready: '[role=alert]' },
  { name: 'pair', path: '/replays/batch-1/pairs/2', ready: 'ins' },
  { name: 'pair that waits', path: '/replays/batch-2/pairs/3', ready: '.empty' },
  { name: 'profiles', path: '/profiles', ready: '.routes' },
  { name: 'charts', path: '/stats', ready: 'canvas' },
];

describe('the pages of batches, profiles and charts', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  describe.each(VIEWS)('in $theme, $language, $viewport.width pixels wide', (view) => {
    it.each(PAGES)('$name: can be used by everybody, and fits', async ({ path, ready }) => {
      console.api.put(aBatch({ id: 'batch-3', status: 'cancelled', verdict: null, summary: null }));
      console.api.put(aBatch({ id: 'batch-4', verdict: 'pass' }));
      const page = await console.open(path, view);
      await page.locator(ready).first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(view.viewport?.width);
    });
  });
});
