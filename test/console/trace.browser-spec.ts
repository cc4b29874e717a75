import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aComparison } from './a-comparison.js';
import { callOf } from './call-of.js';
import { NARROW } from './console-browser.js';
import { RunningConsole } from './running-console.js';

const HOSTILE = '<img src=x onerror=alert(1)> is a text. It is not more than that.';

const ATTEMPT = {
  profile: 'summarize_v1',
  model: 'fast',
  agent: 'openclaw',
  outcome: 'OUTPUT_INVALID',
  runId: 'first',
  totalMs: 10,
  usage: null,
};

describe('the page of a trace', () => {
  let console: RunningConsole;
  let id: string;

  beforeAll(async () => {
    console = await RunningConsole.start();
    await console.ask('hostile', HOSTILE);
    id = await console.recordId('hostile');
  });
  afterEach(async () => console.closePages());
  afterAll(async () => console.end());

  it('tells what happened, from the arrival to the end', async () => {
    const rollout = { key: '1f0c6f52a1b3d9e4', arm: 'the_arm_of_it' };
    const page = await console.open({
      path: `/traces/${id}`,
      prepare: async (opened) => {
        await opened.route(`**/v1/ops/traces/${id}`, async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, json: { ...(await response.json()), rollout } });
        });
      },
    });
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByText('Arrived').waitFor();
    const told = await timeline.getByRole('listitem').allTextContents();
    expect(told.join('\n')).toMatch(/Arrived[^]*Routed to [^]*Flags[^]*Attempt 1 with [^]*Answered/);
    expect(told.join('\n')).toContain('review_mode = off (the targeting chose it)');
    const arm = page.locator('dl.facts > div').filter({ hasText: 'Arm of a rollout' });
    await expect.poll(() => arm.getByText('the_arm_of_it').isVisible()).toBe(true);
  });

  it('shows what users and models wrote as text, whatever it looks like', async () => {
    const page = await console.open({ path: `/traces/${id}` });
    await page.getByRole('region', { name: 'Input' }).getByText(HOSTILE).waitFor();
    await expect.poll(() => page.locator('main img').count()).toBe(0);
  });

  it('tells what could not be used of what a model said, why, and that it was corrected', async () => {
    const page = await console.open({
      path: `/traces/${id}`,
      prepare: async (opened) => {
        await opened.route(`**/v1/ops/traces/${id}`, async (route) => {
          const response = await route.fetch();
          const attempt = { ...ATTEMPT, reason: 'wrong_form', said: HOSTILE, fault: 'It had no bullets.' };
          const attempts = [attempt, { ...attempt, runId: 'second', corrects: true }];
          await route.fulfill({ response, json: { ...(await response.json()), attempts } });
        });
      },
    });
    const timeline = page.getByRole('region', { name: 'Timeline' });
    const second = timeline.getByRole('listitem').filter({ hasText: 'Attempt 2' });
    await expect
      .poll(() => second.textContent())
      .toMatch(/wrong_form[^]*a correction[^]*It had no bullets\./);
    await expect.poll(() => second.getByText(HOSTILE).isVisible()).toBe(false);
    await second.getByText('Said, and could not be used').click();
    await expect.poll(() => second.getByText(HOSTILE).isVisible()).toBe(true);
    const first = timeline.getByRole('listitem').filter({ hasText: 'Attempt 1' });
    await expect.poll(() => first.textContent()).not.toContain('a correction');
  });

  it('gives the raw record, to be copied', async () => {
    const page = await console.open({ path: `/traces/${id}` });
    await page.getByRole('tab', { name: 'Raw record' }).click();
    await page.getByRole('tabpanel').getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(String(await page.evaluate('navigator.clipboard.readText()')))).toMatchObject({ id });
  });

  it('moves through its tabs by arrow keys', async () => {
    const page = await console.open({ path: `/traces/${id}` });
    await page.getByRole('tab', { name: 'Prompt' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => page.getByRole('tab', { name: 'Output' }).getAttribute('aria-selected'))
      .toBe('true');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect
      .poll(() => page.getByRole('tab', { name: 'Raw record' }).getAttribute('aria-selected'))
      .toBe('true');
  });

  it('says of a refused one why it cannot be replayed, and asks for no prompt', async () => {
    await console.post('/v1/mini/ask', { intent: 'no_such_intent', traceId: 'refused', input: {} });
    const asked: string[] = [];
    const page = await console.open({
      path: `/traces/${await console.recordId('refused')}`,
      prepare: async (opened) => {
        opened.on('request', (request) => asked.push(request.url()));
      },
    });
    const replay = page.getByRole('button', { name: 'Replay with…' });
    await replay.waitFor();
    const noteId = (await replay.getAttribute('aria-describedby')) ?? '';
    await expect.poll(() => page.locator(`[id="${noteId}"]`).textContent()).toContain('No input was kept');
    await page.getByText('The prompt cannot be shown').waitFor();
    expect(asked.filter((url) => url.endsWith('/prompt'))).toEqual([]);
  });

  it('tells of a refused one for what it asked, and what its client was told', async () => {
    await console.post('/v1/mini/ask', { intent: 'sumarize', traceId: 'misspelt', input: {} });
    const misspelt = await console.open({ path: `/traces/${await console.recordId('misspelt')}` });
    const timeline = misspelt.getByRole('region', { name: 'Timeline' });
    await expect.poll(() => timeline.textContent()).toContain('an intent that there is not: sumarize');
    await console.post('/v1/mini/ask', { intent: 'summarize', traceId: 'empty', input: { text: '' } });
    const empty = await console.open({ path: `/traces/${await console.recordId('empty')}` });
    const told = empty.getByRole('list', { name: 'What the client was told' });
    await expect.poll(() => told.textContent()).toBe('/input/text must not be blank');
  });

  it('breaks what is long and without a space on a phone', async () => {
    const long = 'x'.repeat(200);
    const attempt = { ...ATTEMPT, reason: 'wrong_form', said: long, fault: long };
    const parts = {
      routing: [],
      profile: null,
      askedIntent: long,
      status: 'refused',
      attempts: [attempt],
      errors: [{ pointer: `/${long}`, message: long }],
    };
    const page = await console.open({
      path: `/traces/${id}`,
      viewport: NARROW,
      prepare: async (opened) => {
        await opened.route(`**/v1/ops/traces/${id}`, async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, json: { ...(await response.json()), ...parts } });
        });
      },
    });
    const told = page.getByRole('list', { name: 'What the client was told' });
    await expect.poll(() => told.textContent()).toContain(long);
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(NARROW.width);
  });

  it('says by which id the log tells more when there is no such trace', async () => {
    const page = await console.open({ path: '/traces/unknown' });
    await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/NOT_FOUND · traceId \S+/);
  });

  describe('replayed', () => {
    /** The comparison that the server would give, and what it was asked for. */
    async function answerReplays(page: Page): Promise<unknown[]> {
      const asked: unknown[] = [];
      const comparison = JSON.stringify(aComparison('replay-1', id));
      await page.route('**/v1/ops/traces/*/replay', async (route) => {
        asked.push(route.request().postDataJSON());
        await route.fulfill({ contentType: 'application/json', body: comparison });
      });
      return asked;
    }

    it('shows both answers side by side, and marks what differs', async () => {
      const page = await console.open({ path: `/traces/${id}` });
      const asked = await answerReplays(page);
      await page.getByRole('button', { name: 'Replay with…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
      await page.getByRole('heading', { name: 'Replay compared' }).waitFor();
      expect(page.url()).toContain('/console/traces/replay-1/comparison');
      expect(asked).toEqual([{}]);

      const original = page.getByRole('region', { name: 'Original' });
      const replay = page.getByRole('region', { name: 'Replay' });
      await expect.poll(() => original.locator('del').allTextContents()).toEqual(['Monday']);
      await expect.poll(() => original.locator('ins').count()).toBe(0);
      await expect.poll(() => replay.locator('ins').allTextContents()).toEqual(['Tuesday']);
      await expect.poll(() => replay.textContent()).toContain('<b>No</b> cake');
      await page.getByRole('cell', { name: '-25% better' }).waitFor();
    });

    it('begins at the choice of the profile, and gives the focus back', async () => {
      const focused = "document.activeElement?.textContent ?? ''";
      const page = await console.open();
      await page.getByRole('link', { name: 'hostile', exact: true }).click();
      await page.getByRole('heading', { name: 'hostile' }).waitFor();
      await page.waitForFunction("document.activeElement?.tagName === 'H1'");
      await page.getByRole('button', { name: 'Replay with…' }).press('Enter');
      await page.getByRole('dialog').waitFor();
      await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('SELECT');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect.poll(() => page.evaluate(focused)).toContain('Replay with…');
    });

    it('goes on when its dialog is closed, says so, and leads nobody away who is elsewhere by then', async () => {
      // What it would lead to is loaded already, and would be there at once.
      const page = await console.open({
        path: '/traces/replay-0/comparison',
        prepare: async (opened) => {
          await opened.route('**/v1/ops/traces/replay-0/comparison', async (route) =>
            route.fulfill({ json: aComparison('replay-0', id) }),
          );
        },
      });
      const run = Promise.withResolvers<void>();
      await page.route('**/v1/ops/traces/*/replay', async (route) => {
        await run.promise;
        await route.fulfill({ json: aComparison('replay-1', id) });
      });
      await page.getByRole('button', { name: 'Replay again with…' }).click();
      const dialog = page.getByRole('dialog');
      const replay = callOf(page, `/v1/ops/traces/${id}/replay`);
      await dialog.getByRole('button', { name: 'Replay' }).click();
      await dialog.getByText('Closed, it goes on').waitFor();
      await dialog.getByRole('button', { name: 'Close, the replay goes on' }).click();
      await page.getByRole('link', { name: 'Batch replays' }).click();
      await page.getByRole('link', { name: 'New batch replay' }).click();
      await page.getByLabel('At most').fill('7');
      run.resolve();
      await replay.over;
      expect(new URL(page.url()).pathname).toBe('/console/replays/new');
      await expect.poll(() => page.getByLabel('At most').inputValue()).toBe('7');
    });

    it('takes another profile as it is now', async () => {
      const page = await console.open({ path: `/traces/${id}` });
      const asked = await answerReplays(page);
      await page.getByRole('button', { name: 'Replay with…' }).click();
      const choice = page.getByRole('dialog').getByLabel('Profile');
      const [, other] = await choice.locator('option').all();
      const profile = (await other?.getAttribute('value')) ?? '';
      await choice.selectOption(profile);
      await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
      await page.getByRole('heading', { name: 'Replay compared' }).waitFor();
      expect(asked).toEqual([{ profile }]);
    });

    it('says in the dialog why it cannot be', async () => {
      const page = await console.open({ path: `/traces/${id}` });
      await page.route('**/v1/ops/traces/*/replay', async (route) =>
        route.fulfill({
          status: 409,
          contentType: 'application/problem+json',
          headers: { 'x-trace-id': 'the-id-of-the-refusal' },
          body: JSON.stringify({ code: 'NOT_REPLAYABLE', detail: 'The input was not kept.' }),
        }),
      );
      await page.getByRole('button', { name: 'Replay with…' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
      const alert = page.getByRole('dialog').getByRole('alert');
      await expect.poll(() => alert.textContent()).toContain('The input was not kept.');
      await expect.poll(() => alert.textContent()).toContain('the-id-of-the-refusal');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });
  });
});
