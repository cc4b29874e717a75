import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aRolloutComparison } from './a-rollout.js';
import { FakeConsole } from './fake-console.js';

describe('routes in the console', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  const summarize = () => {
    const its = console.api.changeables.routes.get('summarize');
    if (its === undefined) throw new Error('There is no summarize.');
    return its;
  };
  const preview = (page: Page) => page.getByRole('region', { name: 'What changes' });
  const submit = async (page: Page) => page.getByRole('button', { name: 'Change the route' }).click();

  it('are listed with what serves them, and lead to one', async () => {
    summarize().make({
      action: 'auto-rollback',
      by: null,
      reason: 'It failed.',
      value: { profile: 'summarize_v1' },
    });
    const page = await console.open('/routes');
    const row = (intent: string) => page.getByRole('row').filter({ hasText: intent });
    await row('summarize').getByText('rolled back by itself').waitFor();
    await expect
      .poll(() => row('support').textContent())
      .toMatch(/support_v1100%served.*the profiles’ file.*never/);
    await expect.poll(() => row('refunds').textContent()).toContain('not served');
    await page.getByRole('link', { name: 'summarize' }).click();
    await page.getByRole('heading', { name: 'summarize', exact: true }).waitFor();
    await page.getByText('the server, by itself').waitFor();
  });

  it('give the canary another share by keyboard alone, after a look at what changes', async () => {
    const page = await console.open('/routes/summarize');
    const slider = page.getByRole('slider', { name: 'Share of the users' });
    await slider.press('ArrowRight');
    await expect.poll(() => page.getByLabel('Percent', { exact: true }).inputValue()).toBe('11');
    await slider.press('PageUp');
    await slider.press('End');
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('100%');
    await page.getByRole('button', { name: '25%' }).press('Enter');
    await expect
      .poll(() => preview(page).locator('dd').allTextContents())
      .toEqual(['before: 10% after: 25%']);

    await submit(page);
    await page.getByText('Say why, in 1 to 500 characters.').waitFor();
    await page.locator('[aria-invalid=true]:focus').waitFor();
    expect(console.api.changeables.asked).toEqual([]);
    await page.keyboard.type('No complaints so far.');
    await page.keyboard.press('Enter');
    await page.getByText('Done: version 2').waitFor();
    expect(console.api.changeables.asked).toEqual([
      {
        profile: 'summarize_v1',
        canary: { profile: 'summarize_v2', percent: 25 },
        targets: [expect.objectContaining({ appVersion: '>=1.4.0' })],
        reason: 'No complaints so far.',
        version: 1,
      },
    ]);
    const entry = page.getByRole('region', { name: 'History' }).getByRole('listitem').first();
    await expect
      .poll(() => entry.textContent())
      .toMatch(/Version 2changedin force.*u_operator.*No complaints.*10%.*25%/);
    await expect
      .poll(() => page.getByRole('region', { name: 'In force' }).textContent())
      .toContain('summarize_v225%');
  });

  it('have variants instead', async () => {
    const page = await console.open('/routes/summarize');
    await page.getByLabel('Several variants').check();
    await page.getByRole('button', { name: 'Add a variant' }).click();
    await page.getByRole('button', { name: 'Add a variant' }).click();
    await page.getByLabel('Percent of summarize_v2').fill('60');
    await page.getByLabel('Percent of summarize_v3').fill('41');
    await page.getByLabel('Reason').fill('Two prompts at once.');
    await submit(page);
    await page.getByText('All variants together take more than 100.').waitFor();
    await page.getByLabel('Percent of summarize_v3').fill('0.5');
    await page.getByLabel('Take it back by itself when it does worse').uncheck();
    await submit(page);
    await page.getByText('Done: version 2').waitFor();
    expect(summarize().current).toMatchObject({
      variants: [
        { profile: 'summarize_v2', percent: 60 },
        { profile: 'summarize_v3', percent: 0.5 },
      ],
      guard: false,
    });
  });

  it('tell when somebody else was faster, and what they did', async () => {
    const page = await console.open('/routes/summarize');
    await page.getByRole('button', { name: '50%' }).click();
    await page.getByLabel('Reason').fill('More.');
    const faster = { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 1 } };
    summarize().make({ action: 'set', by: 'u_other', reason: 'It is slow.', value: faster });
    await submit(page);
    const alert = page.getByRole('alert');
    await alert.getByText('Somebody else has changed it meanwhile').waitFor();
    await alert.getByText('Reload, and drop mine').waitFor();
    await expect.poll(() => alert.textContent()).toMatch(/Version 2 · u_other.*“It is slow.”.*10%.*1%/);
    expect(summarize().version).toBe(2);

    await alert.getByRole('button', { name: 'Keep mine' }).click();
    await expect.poll(() => preview(page).textContent()).toMatch(/1%.*50%/);
    await submit(page);
    await page.getByText('Done: version 3').waitFor();
    expect(console.api.changeables.asked.at(-1)?.version).toBe(2);
  });

  it('lead to the batch replay that is missing', async () => {
    console.api.changeables.refusal = {
      status: 409,
      problem: { code: 'REPLAY_REQUIRED', detail: 'No batch of summarize_v3 has passed.' },
    };
    const page = await console.open('/routes/summarize');
    await page.getByLabel('Canary', { exact: true }).selectOption('summarize_v3');
    await page.getByLabel('Only if a batch replay has passed').check();
    await page.getByLabel('Passed this eval').selectOption('summarize_basics');
    await page.getByLabel('Reason').fill('The new one.');
    await submit(page);
    await page.getByText('No batch of summarize_v3 has passed.').waitFor();
    expect(console.api.changeables.asked[0]?.requires).toEqual({ batch: true, eval: 'summarize_basics' });
    await page.getByRole('link', { name: 'Batch replay with summarize_v3' }).click();
    await page.getByLabel('Candidate').waitFor();
    await expect.poll(() => page.getByLabel('Intent').inputValue()).toBe('summarize');
  });

  it('show a refusal at the field that it is about', async () => {
    console.api.changeables.refusal = {
      status: 400,
      problem: {
        code: 'INPUT_INVALID',
        detail: 'A field is wrong.',
        errors: [{ pointer: '/canary/profile', message: 'is the profile of another intent' }],
      },
    };
    const page = await console.open('/routes/summarize');
    await page.getByRole('button', { name: '5%', exact: true }).click();
    await page.getByLabel('Reason').fill('Less.');
    await submit(page);
    await page.locator('[aria-invalid=true]:focus').waitFor();
    const canary = page.getByLabel('Canary', { exact: true });
    await expect.poll(() => canary.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByRole('alert').textContent()).not.toContain('/canary/profile');
  });

  it('give everybody the canary, take that back, and restore what was before', async () => {
    const page = await console.open('/routes/summarize');
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Promote to everyone' }).click();
    await expect
      .poll(() => dialog.locator('dd').allTextContents())
      .toEqual([
        'before: summarize_v1 after: summarize_v2',
        'before: summarize_v2 after: nothing',
        'before: 10% after: nothing',
      ]);
    await page.keyboard.type('It is better.');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Nothing is being tried out').waitFor();
    expect(summarize().current).toMatchObject({ profile: 'summarize_v2' });

    const history = page.getByRole('region', { name: 'History' });
    await history.getByRole('button', { name: 'Roll back' }).click();
    await expect.poll(() => dialog.textContent()).toMatch(/summarize_v2.*summarize_v1/);
    await dialog.getByRole('button', { name: 'Roll back' }).click();
    await history.getByText('back to version 1', { exact: true }).waitFor();
    expect(summarize().current).toMatchObject({ canary: { percent: 10 } });

    await page.getByRole('button', { name: 'Take it back' }).click();
    await dialog.getByLabel('Reason').fill('Not yet.');
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await history.getByText('Version 4').waitFor();
    expect(summarize().current).not.toHaveProperty('canary');
    await history.getByRole('button', { name: 'Restore version 2' }).click();
    await dialog.getByRole('button', { name: 'Restore this version' }).click();
    await history.getByText('back to version 2').waitFor();
    await history.getByRole('button', { name: 'Back to the files' }).click();
    await dialog.getByRole('button', { name: 'Back to the files' }).click();
    await history.getByText('Version 6').waitFor();
    expect(summarize().current).toEqual({ profile: 'summarize_v1' });
  });

  it('are never rolled back from what came while a dialog was open', async () => {
    const value = { profile: 'summarize_v1' };
    summarize().make({ action: 'auto-rollback', by: null, reason: 'It failed too often.', value });
    const page = await console.open('/routes/summarize');
    const dialog = page.getByRole('dialog');
    const history = page.getByRole('region', { name: 'History' });
    await history.getByRole('button', { name: 'Roll back' }).click();
    await dialog.getByText('The server has taken this back by itself').waitFor();
    const told = await dialog.locator('dd').allTextContents();
    expect(told).toContain('before: nothing after: summarize_v2');

    const another = { profile: 'summarize_v1', canary: { profile: 'summarize_v3', percent: 1 } };
    summarize().make({ action: 'set', by: 'u_other', reason: 'Try the third.', value: another });
    await dialog.getByText('“Try the third.”').waitFor();
    await expect.poll(() => dialog.getByText('The server has taken this back by itself').count()).toBe(1);
    const shown = await dialog.locator('dd').allTextContents();
    expect(shown.slice(0, told.length)).toEqual(told);
    await expect.poll(() => dialog.getByRole('button', { name: 'Roll back' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Take it back' }).click();
    summarize().make({ action: 'clear', by: 'u_other', reason: 'Enough.', value: null });
    await dialog.getByLabel('Reason').fill('Not now.');
    await dialog.getByRole('button', { name: 'Take it back' }).click();
    await dialog.getByText('“Enough.”').waitFor();
    expect(summarize().version).toBe(4);
    await page.keyboard.press('Escape');
    await history.getByRole('button', { name: 'Restore version 3' }).click();
    summarize().make({ action: 'set', by: 'u_other', reason: 'Once more.', value: another });
    await dialog.getByRole('button', { name: 'Restore this version' }).click();
    await dialog.getByText('“Once more.”').waitFor();
    await page.keyboard.press('Escape');
    await history.getByRole('button', { name: 'Back to the files' }).click();
    summarize().make({ action: 'set', by: 'u_other', reason: 'And more.', value });
    await dialog.getByRole('button', { name: 'Back to the files' }).click();
    await dialog.getByText('“And more.”').waitFor();
    expect(summarize().version).toBe(6);
  });

  it('say how certain the server must be, and that nothing is watched without a baseline', async () => {
    const page = await console.open('/routes/summarize');
    await page.getByText('watches', { exact: true }).first().waitFor();
    await page.getByText('When it is taken back').click();
    await page.getByLabel('Users on each side').fill('5');
    await page.getByLabel('Percent of false alarms').fill('0.1');
    await page.getByRole('button', { name: '100%' }).click();
    await preview(page).getByText('not watched: nobody gets the baseline').waitFor();
    await page.getByText('Leave it a share to have this watched.').waitFor();
    await page.getByLabel('Reason').fill('All of them, but not for good.');
    await submit(page);
    await page.getByText('A whole number from 10 to 1,000,000').waitFor();
    await page.getByLabel('Users on each side').fill('200');
    await page.getByLabel('Milliseconds longer').fill('800');
    await submit(page);
    await page.getByText('Done: version 2').waitFor();
    expect(summarize().current).toMatchObject({
      canary: { percent: 100 },
      guard: { minSamples: 200, falseAlarms: 0.001, latency: { ms: 800 } },
    });
    await page.getByText('not watched: nobody gets the baseline').first().waitFor();
    await expect.poll(() => page.getByText('watches', { exact: true }).count()).toBe(0);

    const watched = page.getByLabel('Take it back by itself when it does worse');
    await watched.uncheck();
    await page.getByLabel('Reason').fill('By hand.');
    await submit(page);
    await page.getByText('Done: version 3').waitFor();
    expect(summarize().current).toMatchObject({ guard: false });
    await watched.check();
    await expect.poll(() => preview(page).textContent()).toMatch(/minSamples.*200/);
  });

  it('have a history of many pages', async () => {
    for (let percent = 2; percent <= 12; percent++) {
      const value = { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent } };
      summarize().make({ action: 'set', reason: `To ${percent} %.`, value });
    }
    const page = await console.open('/routes/summarize');
    const entries = page.getByRole('region', { name: 'History' }).locator('.history-entry');
    await entries.nth(9).waitFor();
    await expect.poll(() => entries.count()).toBe(10);
    await page.getByRole('button', { name: 'Load more' }).click();
    await entries.nth(11).waitFor();
    await expect.poll(() => entries.last().textContent()).toContain('Version 1');
  });

  it('compare what is tried out with the rest, by themselves, and decide in words', async () => {
    const page = await console.open('/routes/summarize');
    const evidence = page.getByRole('region', { name: 'Evidence against summarize_v2' });
    const metric = (name: string) => evidence.getByRole('listitem').filter({ hasText: name });
    await metric('Slow answers').getByText('watching').waitFor();
    await expect
      .poll(() => metric('Down-votes').textContent())
      .toMatch(/too few1 of 4 users; baseline 11 of 75/);
    await expect
      .poll(() => page.getByRole('row', { name: 'Failed' }).textContent())
      .toBe('Failed1.3% (17)1.4% (2)');
    const bar = evidence.getByRole('progressbar', { name: 'Slow answers' });
    await expect.poll(() => bar.getAttribute('aria-valuetext')).toBe('evidence 21.3 of 80');
    const traces = evidence.getByRole('link', { name: 'Traces of summarize_v2' });
    await expect
      .poll(() => traces.getAttribute('href'))
      .toBe('/console/traces?intent=summarize&profile=summarize_v2');

    const comparison = aRolloutComparison({ latency: { evidence: 131, decision: 'worse' } });
    const [arm] = comparison.arms;
    if (arm === undefined) throw new Error('There is no arm.');
    const few = { of: 12, baselineOf: 49 };
    const untold = { bad: 0, of: 0, baselineBad: 0, baselineOf: 0, decision: 'too-few' } as const;
    const tests = arm.tests.map((test) => ({ ...test, ...(test.metric === 'latency' ? untold : few) }));
    console.api.changeables.comparison = { ...comparison, arms: [{ ...arm, tests }] };
    await evidence.getByText('needs 50, summarize_v2 has 12, summarize_v1 has 49.').waitFor();
    await expect
      .poll(() => metric('Slow answers').textContent())
      .toMatch(/too few.*Judged once twenty answers/);
    await expect.poll(() => bar.count()).toBe(0);

    const nobody = { ...comparison.baseline, percent: 0, asks: 0 };
    console.api.changeables.comparison = { ...comparison, baseline: nobody };
    await page.getByLabel('Asks', { exact: true }).selectOption('6h');
    await metric('Slow answers').getByText('worse').waitFor();
    await page.getByText('Not watched: nobody gets the baseline.').waitFor();
    await expect.poll(() => page.getByText('Decides from').count()).toBe(0);
  });

  it('are told in Chinese, also what changes', async () => {
    const page = await console.open('/routes/summarize', { language: 'zh' });
    await page.getByRole('button', { name: '50%' }).click();
    const told = page.getByRole('region', { name: '将要改变的内容' });
    await expect.poll(() => told.locator('dt').allTextContents()).toEqual(['灰度比例']);
    await page.getByText('样本太少').waitFor();
    await page.getByRole('button', { name: '推广到所有人' }).waitFor();
  });
});
