import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aBatch, aPair, aRunningBatch } from './a-batch.js';
import { callOf } from './call-of.js';
import { FakeConsole } from './fake-console.js';

describe('batch replays in the console', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  it('are listed, and lead to one', async () => {
    const page = await console.open('/replays');
    await page.getByRole('row').filter({ hasText: 'complete' }).getByRole('link').click();
    await page.getByText('The candidate fails').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/replays/batch-1');
  });

  it('are started by a form that says at the field what is wrong with it', async () => {
    const page = await console.open('/replays/new');
    await page.getByLabel('At most').fill('501');
    await page.getByRole('button', { name: 'Start' }).click();
    const intent = page.getByLabel('Intent');
    await page.locator('#content :focus').waitFor();
    await expect
      .poll(() => intent.evaluate((field) => field === field.ownerDocument.activeElement))
      .toBe(true);
    await expect.poll(() => page.locator('[aria-invalid=true]').count()).toBe(3);
    const noteId = (await page.getByLabel('At most').getAttribute('aria-describedby')) ?? '';
    await expect
      .poll(() => page.locator(`[id="${noteId}"]`).textContent())
      .toBe('A whole number from 1 to 500.');
    expect(console.api.requests).toEqual([]);
  });

  it('are started with what was chosen', async () => {
    const page = await console.open('/replays/new?profile=summarize_v2');
    await page.getByLabel('Intent').selectOption('summarize');
    await page.getByLabel('Eval').selectOption('summarize_basics');
    await page.getByLabel('Feedback').selectOption('down');
    await page.getByLabel('User').fill('u_123');
    await page.getByLabel('At most').fill('20');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('Replaying…').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/replays/batch-new');
    expect(console.api.requests).toEqual([
      {
        intent: 'summarize',
        profile: 'summarize_v2',
        limit: 20,
        concurrency: 2,
        eval: 'summarize_basics',
        filter: { feedback: 'down', userId: 'u_123' },
      },
    ]);
  });

  it('offer no way back while they are being started, and say that they start anyway', async () => {
    const started = Promise.withResolvers<void>();
    console.api.lateness = (method) => (method === 'POST' ? started.promise : undefined);
    const page = await console.open('/replays/new?profile=summarize_v2&intent=summarize');
    const cancel = page.getByRole('link', { name: 'Cancel' });
    await cancel.waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('status').filter({ hasText: 'also if you leave this page' }).waitFor();
    await expect.poll(() => cancel.count()).toBe(0);
    started.resolve();
    await page.getByText('Replaying…').waitFor();
  });

  it('stay cancelled when what was asked before that is answered after it', async () => {
    const late = Promise.withResolvers<void>();
    const page = await console.open('/replays/batch-2');
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    const asked = callOf(page, '/v1/ops/replays/batch-2');
    console.api.lateness = (method) => (method === 'GET' ? late.promise : undefined);
    await asked.begun;
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the batch' }).click();
    await page.getByText('Without a verdict').waitFor();
    late.resolve();
    await asked.over;
    expect(await page.getByRole('button', { name: 'Cancel the batch' }).count()).toBe(0);
    await expect.poll(() => page.getByText('Without a verdict').isVisible()).toBe(true);
  });

  it('are still listed when they cannot be listed anew', async () => {
    const page = await console.open('/replays');
    await page.getByRole('link', { name: 'summarize_v2' }).first().waitFor();
    await page.route('**/v1/ops/replays?*', async (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(3);
  });

  it('show a refusal of the server at the field that it is about, and the rest below', async () => {
    console.api.refusal = {
      status: 400,
      problem: {
        code: 'INPUT_INVALID',
        detail: 'Two fields are wrong.',
        errors: [
          { pointer: '/filter/userId', message: 'is no user' },
          { pointer: '/elsewhere', message: 'is unknown' },
        ],
      },
    };
    const page = await console.open('/replays/new?profile=summarize_v2&intent=summarize');
    await page.getByRole('button', { name: 'Start' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    await expect.poll(() => alert.textContent()).toContain('/elsewhere');
    expect(await alert.textContent()).not.toContain('/filter/userId');
    await page.getByText('is no user').waitFor();
    await expect.poll(() => page.getByLabel('User').getAttribute('aria-invalid')).toBe('true');
  });

  it('tell how far they are, and what came of them, without being asked', async () => {
    const page = await console.open('/replays/batch-2');
    const progress = page.getByRole('progressbar', { name: 'Progress' });
    await progress.waitFor();
    await page.getByRole('heading', { name: 'Pairs · 3', exact: true }).waitFor();
    await expect.poll(() => progress.getAttribute('aria-valuetext')).toBe('1 of 3');
    console.api.put(aRunningBatch({ progress: { total: 3, done: 2, failed: 0 } }));
    await page.locator('progress[aria-valuetext="2 of 3"]').waitFor();
    console.api.put(aBatch({ id: 'batch-2' }));
    await page.getByRole('status').filter({ hasText: 'The candidate fails' }).waitFor();
    await page.getByText('one error more than the baseline').waitFor();
  });

  it('are cancelled, but not by accident', async () => {
    const page = await console.open('/replays/batch-2');
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Let it run' }).click();
    expect(console.api.batches.get('batch-2')?.status).toBe('running');
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    await dialog.getByRole('button', { name: 'Cancel the batch' }).click();
    await page.getByText('Without a verdict').waitFor();
    expect(console.api.batches.get('batch-2')?.status).toBe('cancelled');
  });

  it('say in words which figures became better and which worse', async () => {
    const page = await console.open('/replays/batch-1');
    const figure = (name: string) => page.getByRole('row').filter({ hasText: name }).first();
    await expect.poll(() => figure('Errors').textContent()).toContain('worse');
    await expect.poll(() => figure('Latency p95').textContent()).toContain('-9.5% better');
    await expect.poll(() => figure('Prompt tokens').textContent()).toContain('same');
  });

  it('show those pairs first that are worth a look', async () => {
    const page = await console.open('/replays/batch-1');
    await page.getByLabel('Show').selectOption('assertions');
    await page.getByLabel('Order').selectOption('similarity');
    await page.getByText('2 of 5').waitFor();
    const links = page.locator('td a[href*="/pairs/"]');
    await expect.poll(() => links.allTextContents()).toEqual(['5 1710000000005', '2 1710000000002']);
    await page.reload();
    await page.getByText('2 of 5').waitFor();
  });

  it('keep both of two choices, however fast the second comes', async () => {
    const page = await console.open('/replays/batch-1');
    await page.getByLabel('Order').waitFor();
    await page.locator('.pair-filter').evaluate((filter) => {
      const [show, order] = filter.querySelectorAll('select');
      if (show === undefined || order === undefined) throw new Error('A choice is missing.');
      for (const [select, value] of [
        [show, 'assertions'],
        [order, 'similarity'],
      ] as const) {
        select.value = value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
    expect(new URL(page.url()).search).toBe('?show=assertions&order=similarity');
  });

  it('are run again from a form that is filled in', async () => {
    const page = await console.open('/replays/batch-1');
    await page.getByRole('link', { name: 'Run again' }).click();
    await page.getByLabel('Feedback').waitFor();
    await expect.poll(() => page.getByLabel('Feedback').inputValue()).toBe('down');
    await expect.poll(() => page.getByLabel('Candidate').inputValue()).toBe('summarize_v2');
  });

  it('begin with a hundred pairs when there are more', async () => {
    console.api.put(aBatch({ results: Array.from({ length: 120 }, (_, index) => aPair(index + 1)) }));
    const page = await console.open('/replays/batch-1');
    const links = page.locator('td a[href*="/pairs/"]');
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByRole('link', { name: /^120 / }).waitFor();
    await expect.poll(() => links.count()).toBe(120);
  });
});

describe('pairs of a batch', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  it('are read through by keyboard, in the order of the list, and lead back to it', async () => {
    const page = await console.open('/replays/batch-1?show=assertions&order=similarity');
    await page.getByRole('link', { name: 'Read through' }).click();
    await page.getByRole('heading', { name: 'Pair 5' }).waitFor();
    await page.getByText('The text of record-5').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('heading', { name: 'Pair 2' }).waitFor();
    await page.getByText('2 of 2').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'Pair 5' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2 of 5').waitFor();
    expect(new URL(page.url()).search).toBe('?show=assertions&order=similarity');
  });

  it('are gone through by as many as keys were pressed, however fast', async () => {
    console.api.put(aBatch({ results: Array.from({ length: 20 }, (_, index) => aPair(index + 1)) }));
    const page = await console.open('/replays/batch-1/pairs/1');
    await page.getByText('1 of 20').waitFor();
    const press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))";
    await page.evaluate(`for (let times = 0; times < 10; times++) ${press}`);
    await page.getByText('11 of 20').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/replays/batch-1/pairs/11');
  });

  it('say which assertions failed and why, and fold those that held', async () => {
    const page = await console.open('/replays/batch-1/pairs/2');
    const assertions = page.getByRole('region', { name: 'Assertions' });
    await assertions.waitFor();
    await expect
      .poll(() => assertions.getByRole('listitem').allTextContents())
      .toEqual([expect.stringContaining('names the date failed nothing matches')]);
    await assertions.getByText('1 passed').click();
    await expect
      .poll(() => assertions.getByRole('listitem').last().textContent())
      .toContain('short enough passed');
  });

  it('show what was asked and both answers, as text', async () => {
    const page = await console.open('/replays/batch-1/pairs/2');
    await page.getByText('The text of record-2').waitFor();
    await expect
      .poll(() => page.getByRole('region', { name: 'Replay' }).locator('ins').textContent())
      .toBe('Tuesday');
    await page.getByText('<b>No</b> cake').first().waitFor();
  });

  it('ask for the next one while one is being read', async () => {
    const page = await console.open('/replays/batch-1/pairs/1');
    const next = await page.waitForResponse((response) => response.url().endsWith('/replay-2/comparison'));
    expect(next.status()).toBe(200);
  });

  it('say why there is nothing to compare', async () => {
    const page = await console.open('/replays/batch-2/pairs/3');
    await page.getByText('Its turn has not come yet.').waitFor();
    await expect.poll(() => page.locator('.sides').count()).toBe(0);
  });
});
