import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeConsole } from './fake-console.js';

describe('profiles and routes in the console', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  it('say who serves an intent, the canary too, and who may not', async () => {
    const page = await console.open('/profiles');
    const route = (intent: string) => page.locator('.route').filter({ hasText: intent });
    await route('summarize').waitFor();
    await expect
      .poll(() => route('summarize').locator('li').allTextContents())
      .toEqual(['summarize_v190%', 'summarize_v210%canary2 targets']);
    await expect.poll(() => route('refunds').textContent()).toContain('not allowed');
  });

  it('lead to the traces of a profile, and to a batch against it', async () => {
    const page = await console.open('/profiles');
    const traces = page.getByRole('link', { name: 'Traces of summarize_v2' });
    await expect.poll(() => traces.getAttribute('href')).toBe('/console/traces?profile=summarize_v2');
    await page.getByRole('link', { name: 'Batch replay with summarize_v2' }).click();
    await page.getByLabel('Candidate').waitFor();
    await expect.poll(() => page.getByLabel('Candidate').inputValue()).toBe('summarize_v2');
    await expect.poll(() => page.getByLabel('Intent').inputValue()).toBe('summarize');
  });

  it('tell how the gateways are, by themselves', async () => {
    const page = await console.open('/profiles');
    await page.getByRole('row').filter({ hasText: 'gateway-2' }).getByText('unreachable').waitFor();
    console.api.agent = { agent: 'local', waiting: 0, gateways: [] };
    await page.getByText('Local agent').waitFor();
    await expect.poll(() => page.getByText('gateway-2').count()).toBe(0);
  });
});
