import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NARROW } from './console-browser.js';
import { RunningConsole } from './running-console.js';

describe('the list of traces', () => {
  let console: RunningConsole;

  beforeAll(async () => {
    console = await RunningConsole.start();
    for (let number = 1; number <= 55; number++)
      await console.ask(`t-${number}`, `A text, number ${number}.`);
    await console.post('/v1/mini/ask', { intent: 'no_such_intent', traceId: 'refused-1', input: {} });
  });
  afterEach(async () => console.closePages());
  afterAll(async () => console.end());

  it('finds a trace as its traceId is typed, and keeps that in the address', async () => {
    const page = await console.open();
    await page.getByRole('link', { name: 't-55', exact: true }).waitFor();
    await page.getByRole('searchbox', { name: 'traceId' }).pressSequentially('t-7', { delay: 20 });
    await page.getByText('1 trace', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    expect(page.url()).toContain('?traceId=t-7');
    await page.getByRole('link', { name: 't-7', exact: true }).click();
    await page.getByRole('heading', { name: 't-7' }).waitFor();
    await page.goBack();
    await expect.poll(() => page.getByRole('searchbox', { name: 'traceId' }).inputValue()).toBe('t-7');
  });

  it('is as it was left when one goes back to it from a trace', async () => {
    const page = await console.open({ path: '/traces?traceId=t-7&origin=ask' });
    await page.getByRole('link', { name: 't-7', exact: true }).click();
    await page.getByRole('heading', { name: 't-7' }).waitFor();
    await page.locator('#content').getByRole('link', { name: 'Traces', exact: true }).click();
    await page.getByText('1 trace', { exact: true }).waitFor();
    expect(new URL(page.url()).search).toBe('?traceId=t-7&origin=ask');
  });

  it('offers recent traceIds that contain what was typed', async () => {
    const page = await console.open();
    await page.getByRole('searchbox', { name: 'traceId' }).fill('-4');
    const offered = page.getByRole('region', { name: 'Recent ones that contain it' });
    await offered.getByRole('link', { name: 't-48', exact: true }).click();
    await page.getByText('1 trace', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('cell', { name: 't-48' }).count()).toBe(1);
  });

  it('says so when nothing fits, and what a traceId may be', async () => {
    const page = await console.open();
    await page.getByRole('searchbox', { name: 'traceId' }).fill('unknown');
    await page.getByText('No trace fits').waitFor();
    await page.getByRole('searchbox', { name: 'traceId' }).fill('你好');
    await page.getByText('A traceId is 1 to 64').waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(0);
  });

  it('filters, and clears the filters', async () => {
    const page = await console.open();
    await page.getByLabel('Status').selectOption('refused');
    await page.getByRole('cell', { name: 'INTENT_UNKNOWN' }).waitFor();
    await page.getByText('1 trace', { exact: true }).waitFor();
    expect(page.url()).toContain('status=refused');
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByText('50 traces shown').waitFor();
  });

  it('says while others are looked for that what is shown was found before', async () => {
    const page = await console.open();
    await page.getByText('50 traces shown').waitFor();
    const late = Promise.withResolvers<void>();
    await page.route(/\/v1\/ops\/traces\?.*status=refused/, async (route) => {
      await late.promise;
      await route.continue();
    });
    await page.getByLabel('Status').selectOption('refused');
    await page.getByRole('status').filter({ hasText: 'Loading…' }).waitFor();
    const list = page.locator('main [aria-busy=true]');
    await expect.poll(() => list.getByRole('row').count()).toBe(51);
    late.resolve();
    await page.getByText('1 trace', { exact: true }).waitFor();
    await expect.poll(() => list.count()).toBe(0);
  });

  it('loads further pages', async () => {
    const page = await console.open();
    await page.getByText('50 traces shown').waitFor();
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByText('56 traces', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(57);
  });

  it('has small cards on a phone, each of which is a link as a whole', async () => {
    const page = await console.open({ path: '/traces?traceId=t-7', viewport: NARROW });
    const card = page.getByRole('row').filter({ has: page.getByRole('link', { name: 't-7', exact: true }) });
    await card.waitFor();
    const { height = 0, width = 0 } = (await card.boundingBox()) ?? {};
    expect(height).toBeGreaterThanOrEqual(44);
    expect(height).toBeLessThan(110);
    await card.click({ position: { x: width - 10, y: height - 10 } });
    await page.getByRole('heading', { name: 't-7' }).waitFor();
  });

  it('shows new traces by itself while it is live', async () => {
    const page = await console.open({ path: '/traces?traceId=later' });
    await page.getByText('No trace fits').waitFor();
    await page.getByRole('button', { name: 'Live' }).click();
    await console.ask('later', 'A text.');
    await page.getByRole('link', { name: 'later' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
  });

  it('stays when it cannot be had anew, and says why', async () => {
    const page = await console.open({ path: '/traces?traceId=t-7' });
    await page.getByText('1 trace', { exact: true }).waitFor();
    await page.route('**/v1/ops/traces?*', async (route) =>
      route.fulfill({ status: 500, body: JSON.stringify({ code: 'INTERNAL', detail: 'Something broke.' }) }),
    );
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByRole('alert').filter({ hasText: 'Something broke.' }).waitFor();
    await expect.poll(() => page.getByRole('link', { name: 't-7', exact: true }).isVisible()).toBe(true);
    await page.unroute('**/v1/ops/traces?*');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});
