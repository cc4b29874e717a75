import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handmadeToken } from '../support/tokens.js';
import { aComparison } from './a-comparison.js';
import { aTraceDetail } from './a-trace-detail.js';
import { callOf } from './call-of.js';
import { NARROW } from './console-browser.js';
import { FakeConsole } from './fake-console.js';
import { faultsOfLooks } from './looks.js';

function tokenOf(sub: string): string {
  return handmadeToken('the-secret-of-nobody', { sub, roles: ['operator'] });
}

const FIRST = tokenOf('u_first');
const AGAIN = handmadeToken('the-secret-of-nobody', { sub: 'u_first', roles: ['operator'], again: true });
const OTHER = tokenOf('u_other');

describe('a session that ends while somebody is at work', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  const signIn = (page: Page) => page.getByRole('dialog', { name: 'Sign in' });
  const reason = (page: Page) => page.getByLabel('Reason');

  /** A route of which half a change is typed. */
  async function atWork(prepare?: (page: Page) => Promise<void>): Promise<Page> {
    const page = await console.open('/routes/summarize', { token: FIRST, ...(prepare && { prepare }) });
    await page.getByRole('button', { name: '50%' }).click();
    await reason(page).fill('No complaints so');
    return page;
  }

  /** Until a poll has been refused. */
  async function expire(page: Page): Promise<void> {
    console.api.expired.add(`Bearer ${FIRST}`);
    await signIn(page).waitFor();
  }

  async function signInWith(page: Page, token: string): Promise<void> {
    await signIn(page).getByLabel('Operator token').fill(token);
    await page.keyboard.press('Enter');
    await signIn(page).waitFor({ state: 'detached' });
  }

  /** Holds what is answered to a method: `held` when the first is, until `go`. */
  function hold(method: string) {
    const held = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    console.api.lateness = (of) => {
      if (of !== method) return undefined;
      held.resolve();
      return gone.promise;
    };
    return { held: held.promise, go: () => gone.resolve() };
  }

  const focusedTag = (page: Page) => page.evaluate('document.activeElement?.tagName');

  it('goes on where they were, with what they had begun, when the same signs in', async () => {
    const page = await atWork();
    await expire(page);
    await signIn(page).getByText('Your token has expired').waitFor();
    // The field has the focus already.
    await page.keyboard.type(AGAIN);
    await page.keyboard.press('Enter');
    await page.locator('#content input:focus').waitFor();
    await page.keyboard.type(' far.');
    await page.getByRole('button', { name: 'Change the route' }).click();
    await page.getByText('Done: version 2').waitFor();
    expect(console.api.changeables.asked).toEqual([
      expect.objectContaining({
        canary: { profile: 'summarize_v2', percent: 50 },
        reason: 'No complaints so far.',
      }),
    ]);
    await expect.poll(() => page.evaluate("sessionStorage.getItem('miniask.token')")).toBe(AGAIN);
  });

  it('shows what has changed meanwhile', async () => {
    const page = await atWork();
    await expire(page);
    const value = { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 1 } };
    console.api.changeables.routes.get('summarize')?.make({ action: 'set', reason: 'It is slow.', value });
    await signInWith(page, AGAIN);
    await page.getByText('Somebody else has changed it meanwhile').waitFor();
    await expect.poll(() => reason(page).inputValue()).toBe('No complaints so');
  });

  it('leads to the heading where the button that was pressed can have the focus no more', async () => {
    const page = await atWork();
    const answer = hold('PUT');
    const change = callOf(page, '/v1/ops/routes/summarize');
    await page.getByRole('button', { name: 'Change the route' }).click();
    await answer.held;
    await expire(page);
    answer.go();
    await change.over;
    await signInWith(page, AGAIN);
    await page.getByText('Done: version 2').waitFor();
    await expect.poll(() => focusedTag(page)).toBe('H1');
  });

  it('leads to the heading where the dialog of before is done', async () => {
    const page = await console.open('/routes/summarize', { token: FIRST });
    await page.getByRole('button', { name: 'Take it back' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Reason' });
    await dialog.getByLabel('Reason').fill('It is slow.');
    const answer = hold('PUT');
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await answer.held;
    await expire(page);
    answer.go();
    await dialog.waitFor({ state: 'detached' });
    await signInWith(page, AGAIN);
    await expect.poll(() => focusedTag(page)).toBe('H1');
  });

  it('leads to the heading of a dialog whose change was refused', async () => {
    const page = await console.open('/routes/summarize', { token: FIRST });
    await page.getByRole('button', { name: 'Take it back' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Reason' });
    await dialog.getByLabel('Reason').fill('It is slow.');
    const answer = hold('PUT');
    console.api.expired.add(`Bearer ${FIRST}`);
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await answer.held;
    answer.go();
    await signIn(page).waitFor();
    await signInWith(page, AGAIN);
    await dialog.getByText('Press again.').waitFor();
    await expect.poll(() => page.evaluate("document.activeElement?.closest('dialog') !== null")).toBe(true);
  });

  it('says why, and what becomes of the page, to who cannot see it', async () => {
    const page = await atWork();
    await expire(page);
    const id = (await signIn(page).getAttribute('aria-describedby')) ?? '';
    const described = page.locator(`[id="${id}"]`);
    await expect.poll(() => described.textContent()).toContain('Your token has expired');
    await expect.poll(() => described.textContent()).toContain('What u_first has begun here is covered');
    const presses = await signIn(page).locator('form button, form ~ button').allTextContents();
    expect(presses).toEqual(['Sign in', 'Throw it away and sign out']);
  });

  it('shows a long user id whole on a phone', async () => {
    const token = tokenOf(`u_${'x'.repeat(120)}`);
    const page = await console.open('/routes/summarize', { token, viewport: NARROW });
    await reason(page).waitFor();
    console.api.expired.add(`Bearer ${token}`);
    await signIn(page).getByText('has begun here is covered').waitFor();
    const beyond = '(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)';
    const kept = "document.querySelector('.sign-in-kept')";
    await expect.poll(() => page.evaluate(`${beyond}(${kept})`)).toBe(0);
  });

  it('covers the page, so that nothing of it can be read or reached', async () => {
    const page = await atWork();
    await expire(page);
    await expect.poll(() => page.locator('.layout').isVisible()).toBe(false);
    await expect.poll(() => reason(page).isVisible()).toBe(false);
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press('Escape');
    await expect.poll(() => signIn(page).isVisible()).toBe(true);
    for (let presses = 0; presses < 8; presses++) await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate("document.activeElement.closest('.layout')")).toBeNull();
  });

  it('asks for nothing until somebody has signed in', async () => {
    const asked: string[] = [];
    const page = await atWork(async (opened) => opened.clock.install());
    await expire(page);
    page.on('request', (request) => asked.push(request.url()));
    await page.clock.runFor(60_000);
    expect(asked).toEqual([]);
    await signInWith(page, AGAIN);
    await expect.poll(() => asked.some((url) => url.endsWith('/v1/ops/routes/summarize'))).toBe(true);
  });

  it('covers a dialog, too, which is there again afterwards', async () => {
    const page = await console.open('/routes/summarize', { token: FIRST });
    await page.getByRole('button', { name: 'Take it back' }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Reason' });
    await dialog.getByLabel('Reason').fill('It is slow.');
    await expire(page);
    await expect.poll(() => dialog.isVisible()).toBe(false);
    await signInWith(page, AGAIN);
    await expect.poll(() => dialog.getByLabel('Reason').inputValue()).toBe('It is slow.');
    await page.keyboard.type(' Really.');
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(console.api.changeables.asked).toEqual([
      expect.objectContaining({ reason: 'It is slow. Really.' }),
    ]);
  });

  it('sends no change by itself that was refused', async () => {
    const page = await atWork();
    console.api.expired.add(`Bearer ${FIRST}`);
    await page.getByRole('button', { name: 'Change the route' }).click();
    await signIn(page).waitFor();
    await signInWith(page, AGAIN);
    await page.getByText('you were not signed in. Press again.').waitFor();
    await expect.poll(() => page.getByText('TOKEN_EXPIRED').count()).toBe(0);
    expect(console.api.changeables.asked).toEqual([]);
    await page.getByRole('button', { name: 'Change the route' }).click();
    await page.getByText('Done: version 2').waitFor();
  });

  it('leaves nothing to another who signs in', async () => {
    const page = await atWork();
    await expire(page);
    await signInWith(page, OTHER);
    await page.getByText('u_other').waitFor();
    await reason(page).waitFor();
    await expect.poll(() => reason(page).inputValue()).toBe('');
    await expect
      .poll(() => page.getByRole('region', { name: 'What changes' }).textContent())
      .toContain('Nothing changes');
  });

  it('leaves nothing when they give it up, or sign out', async () => {
    const page = await atWork();
    await expire(page);
    await page.getByRole('button', { name: 'Throw it away and sign out' }).click();
    await page.getByText('You have signed out.').waitFor();
    await expect.poll(() => page.locator('.layout').count()).toBe(0);
    await page.getByLabel('Operator token').fill(AGAIN);
    await page.keyboard.press('Enter');
    await expect.poll(() => reason(page).inputValue()).toBe('');

    await reason(page).fill('Another one.');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You have signed out.').waitFor();
    await expect.poll(() => page.locator('.layout').count()).toBe(0);
  });

  it('is not gone on with by a check that was running when they gave it up', async () => {
    const page = await atWork();
    await expire(page);
    const answer = hold('GET');
    const check = callOf(page, '/v1/ops/profiles');
    await signIn(page).getByLabel('Operator token').fill(AGAIN);
    await page.keyboard.press('Enter');
    await answer.held;
    await page.getByRole('button', { name: 'Throw it away and sign out' }).click();
    await page.getByText('You have signed out.').waitFor();
    answer.go();
    await check.over;
    await expect.poll(() => page.evaluate('sessionStorage.length')).toBe(0);
    await expect.poll(() => page.locator('.layout').count()).toBe(0);
  });

  it('tells the next user nothing of what the one before is answered late', async () => {
    const run = Promise.withResolvers<void>();
    const page = await console.open('/traces/replay-9', {
      token: FIRST,
      prepare: async (opened) => {
        const trace = aTraceDetail('replay-9', 'Any.', { replayOf: 'record-9' });
        await opened.route('**/v1/ops/traces/replay-9', async (route) => route.fulfill({ json: trace }));
        await opened.route('**/v1/ops/traces/*/replay', async (route) => {
          await run.promise;
          await route.fulfill({ json: aComparison('replay-9', 'record-9') });
        });
      },
    });
    await page.getByRole('button', { name: 'Replay with…' }).click();
    const replay = callOf(page, '/v1/ops/traces/replay-9/replay');
    await page.getByRole('dialog').getByRole('button', { name: 'Replay' }).click();
    await page.getByRole('button', { name: 'Close, the replay goes on' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Operator token').fill(OTHER);
    await page.keyboard.press('Enter');
    await page.getByText('u_other').waitFor();
    run.resolve();
    await replay.over;
    const asked = page.waitForRequest('**/v1/ops/traces/replay-9/comparison');
    await page.getByRole('link', { name: 'Compare with the original' }).click();
    expect((await asked).headers()['authorization']).toBe(`Bearer ${OTHER}`);
  });

  it('leaves the next user nothing that was switched on', async () => {
    const page = await console.open('/traces', { token: FIRST });
    const live = page.getByRole('button', { name: 'Live' });
    await live.click();
    await expect.poll(() => live.getAttribute('aria-pressed')).toBe('true');
    await expire(page);
    await signInWith(page, OTHER);
    await page.getByText('u_other').waitFor();
    await expect.poll(() => live.getAttribute('aria-pressed')).toBe('false');
  });

  it('can be gone on with by everybody in every look', async () => {
    const page = await atWork();
    await expire(page);
    expect(await faultsOfLooks(page)).toEqual([]);
  });
});
