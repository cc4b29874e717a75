import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { noStats } from './a-stats.js';
import { FakeConsole } from './fake-console.js';

describe('charts in the console', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  it('show the window and the intent of the address, and change both there', async () => {
    const page = await console.open('/stats?intent=support');
    await page.getByRole('link', { name: 'support_v1' }).waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'summarize_v1' }).count()).toBe(0);
    await page.getByRole('button', { name: '7 days' }).click();
    await page.getByLabel('Intent', { exact: true }).selectOption('');
    await page.getByRole('link', { name: 'summarize_v1' }).waitFor();
    expect(new URL(page.url()).search).toBe('?window=7d');
    await expect
      .poll(() => page.getByRole('button', { name: '7 days' }).getAttribute('aria-pressed'))
      .toBe('true');
  });

  it('say while another window is on its way that they are of the one before', async () => {
    const page = await console.open('/stats');
    const figures = page.locator('main [aria-busy]');
    await page.getByRole('link', { name: 'summarize_v1' }).waitFor();
    await expect.poll(() => figures.getAttribute('aria-busy')).toBe('false');
    const late = Promise.withResolvers<void>();
    console.api.lateness = (_method, path) => (path.includes('window=30d') ? late.promise : undefined);
    await page.getByRole('button', { name: '30 days' }).click();
    await page.getByRole('status').filter({ hasText: 'Loading…' }).waitFor();
    await expect.poll(() => figures.getAttribute('aria-busy')).toBe('true');
    await expect.poll(() => page.getByRole('link', { name: 'summarize_v1' }).count()).toBe(1);
    const opacity = "Number(getComputedStyle(document.querySelector('main [aria-busy]')).opacity)";
    await expect.poll(() => page.evaluate(opacity)).toBeLessThan(0.5);
    late.resolve();
    await expect.poll(() => figures.getAttribute('aria-busy')).toBe('false');
    await expect.poll(() => page.getByText('Loading…').count()).toBe(0);
  });

  it('have a table with the same figures', async () => {
    const page = await console.open('/stats?intent=support');
    const asks = page.getByRole('region', { name: 'Asks' });
    await asks.getByText('As a table').click();
    await expect.poll(() => asks.getByRole('row').count()).toBe(25);
    await expect.poll(() => asks.getByRole('columnheader').allTextContents()).toContain('support_v1');
  });

  it('hide a profile in all of them at once', async () => {
    const page = await console.open('/stats');
    const latency = page.getByRole('figure', { name: /^Latency.*summarize_v2/ });
    await latency.waitFor();
    await page.getByRole('button', { name: 'summarize_v2' }).click();
    await latency.waitFor({ state: 'detached' });
    await expect.poll(() => page.getByRole('figure', { name: /^Tokens.*summarize_v2/ }).count()).toBe(0);
    await expect.poll(() => page.getByRole('figure', { name: /^Latency.*summarize_v1/ }).count()).toBe(1);
  });

  it('are drawn in the colours of the theme, also when that changes', async () => {
    const page = await console.open('/stats');
    await page.locator('canvas').first().waitFor();
    const light = await page.locator('canvas').first().screenshot();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForFunction('getComputedStyle(document.body).backgroundColor === "rgb(16, 18, 23)"');
    const dark = await page.locator('canvas').first().screenshot();
    expect(dark.equals(light)).toBe(false);
  });

  it('say so when nobody asked anything', async () => {
    console.api.stats = () => noStats();
    const page = await console.open('/stats');
    await page.getByText('Nobody asked anything in this window').waitFor();
    await expect.poll(() => page.locator('canvas').count()).toBe(0);
  });
});
