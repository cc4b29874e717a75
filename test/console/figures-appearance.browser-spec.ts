import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aBatch } from './a-batch.js';
import { REJECTED } from './fake-changeables.js';
import { FakeConsole } from './fake-console.js';
import { faultsOfLooks } from './looks.js';

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
  { name: 'routes', path: '/routes', ready: 'table' },
  { name: 'canary', path: '/routes/summarize', ready: '.arm-tests' },
  { name: 'intent that nothing serves', path: '/routes/refunds', ready: '.change-form' },
  { name: 'flags', path: '/flags', ready: 'table' },
  { name: 'flag', path: '/flags/banner', ready: '.json-lines' },
  { name: 'configuration', path: '/config', ready: '.issues' },
  { name: 'profiles', path: '/profiles', ready: '.routes' },
  { name: 'charts', path: '/stats', ready: 'canvas' },
];

describe('the pages of batches, changes, profiles and charts', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  it.each(PAGES)('$name: can be used by everybody in every look', async ({ path, ready }) => {
    console.api.put(aBatch({ id: 'batch-3', status: 'cancelled', verdict: null, summary: null }));
    console.api.put(aBatch({ id: 'batch-4', verdict: 'pass' }));
    const its = console.api.changeables;
    its.lastReload = REJECTED;
    its.lastRejected = REJECTED;
    its.flags
      .get('banner')
      ?.make({ action: 'set', reason: 'On.', value: { targeting: { if: [true, 'on'] } } });
    its.ignored.set('banner', 'The flag is gone.');
    const page = await console.open(path);
    await page.locator(ready).first().waitFor();
    expect(await faultsOfLooks(page)).toEqual([]);
  });
});
