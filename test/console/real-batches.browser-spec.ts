import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunningConsole } from './running-console.js';

/** Once through each page with what a server really gives; their states are tested against a fake. */
describe('batches, profiles and charts of a running server', () => {
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
    expect(await page.getByRole('region', { name: 'Verdict' }).textContent()).toContain('2 of 2 replayed');
    await page.getByRole('link', { name: 'Read through' }).click();
    await page.getByRole('heading', { name: 'Pair 1' }).waitFor();
    await page.getByText('The new address is known.').first().waitFor();
    await page.getByRole('region', { name: 'Replay' }).waitFor();
  });

  it('show who serves an intent, and the agent', async () => {
    const page = await console.open({ path: '/profiles' });
    await page.getByText('Local agent').waitFor();
    const route = page.locator('.route').filter({ hasText: 'summarize' });
    expect(await route.textContent()).toContain('summarize_v1');
  });

  it('draw what was asked', async () => {
    const page = await console.open({ path: '/stats?window=1h' });
    await page.locator('canvas').first().waitFor();
    const asks = page.getByRole('region', { name: 'Asks' });
    await asks.getByText('As a table').click();
    expect(await asks.getByRole('columnheader').allTextContents()).toContain('summarize_v1');
  });
});
