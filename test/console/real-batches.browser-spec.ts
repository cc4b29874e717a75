import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunningConsole } from './running-console.js';

/** Once through each page with what a server really gives; their states are tested against a fake. */
describe('batches, routes, profiles and charts of a running server', () => {
  let console: RunningConsole;

  beforeAll(async () => {
    console = await RunningConsole.start();
    await console.ask('t-1', 'The launch is on Monday. Bring your own cup. There is no cake.');
    await console.ask('t-2', 'The office moves in June. The new address is known.');
  });
  afterEach(async () => console.closePages());
  afterAll(async () => console.end());

  it('run a batch from the form to its verdict, and show its pairs', async () => {
    const page = await console.open({ path: '/replays/new' });
    await page.getByLabel('Intent').selectOption('summarize');
    await page.getByLabel('Candidate').selectOption('summarize_v1');
    await page.getByLabel('At most').fill('10');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('The candidate passes').waitFor();
    await expect
      .poll(() => page.getByRole('region', { name: 'Verdict' }).textContent())
      .toContain('2 of 2 replayed');
    await page.getByRole('link', { name: 'Read through' }).click();
    await page.getByRole('heading', { name: 'Pair 1' }).waitFor();
    await page.getByText('The new address is known.').first().waitFor();
    await page.getByRole('region', { name: 'Replay' }).waitFor();
  });

  it('show who serves an intent, and the agent', async () => {
    const page = await console.open({ path: '/profiles' });
    await page.getByText('Local agent').waitFor();
    const route = page.locator('.route').filter({ hasText: 'summarize' });
    await expect.poll(() => route.textContent()).toContain('summarize_v1');
  });

  it('change who serves an intent, and change it back', async () => {
    const page = await console.open({ path: '/routes/support' });
    const canary = page.getByLabel('Canary', { exact: true });
    await canary.selectOption({ index: 1 });
    await page.getByRole('button', { name: '5%', exact: true }).click();
    await page.getByLabel('Reason').fill('A first look.');
    await page.getByRole('button', { name: 'Change the route' }).click();
    await page.getByText('Done: version 1').waitFor();
    await page.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await page
      .getByRole('region', { name: 'History' })
      .getByText('back to the files', { exact: true })
      .waitFor();
    const { changes } = await console.ops<{ changes: { action: string; by: string }[] }>(
      'routes/support/history',
    );
    expect(changes.map(({ action, by }) => [action, by])).toEqual([
      ['rollback', 'u_operator'],
      ['set', 'u_operator'],
    ]);
    await page.goto(`${console.url}/console/config`);
    await page.getByText('Nothing lies over the files.').waitFor();
  });

  it('draw what was asked', async () => {
    const page = await console.open({ path: '/stats?window=1h' });
    await page.locator('canvas').first().waitFor();
    const asks = page.getByRole('region', { name: 'Asks' });
    await asks.getByText('As a table').click();
    await expect.poll(() => asks.getByRole('columnheader').allTextContents()).toContain('summarize_v1');
  });
});
