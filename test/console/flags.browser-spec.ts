import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FakeConsole } from './fake-console.js';

describe('flags in the console', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  it('are listed with what they do, and changed with their targeting', async () => {
    const page = await console.open('/flags');
    const row = page.getByRole('row').filter({ hasText: 'review_mode' });
    await row.waitFor();
    await expect
      .poll(() => row.textContent())
      .toMatch(/enabledoffeverybodyswitches intents off every intent.*server only.*the files/);
    await row.getByRole('link').click();

    const targeting = page.getByLabel('Targeting');
    await targeting.fill('{\n  "if": [true "on"]\n}');
    await page.getByText('No JSON: see line 2, column 15.').waitFor();
    await expect.poll(() => targeting.getAttribute('aria-invalid')).toBe('true');
    await targeting.fill('{"if":[{"==":[{"var":"targetingKey"},"u_reviewer"]},"on"],}');
    await page.getByRole('button', { name: 'Tidy up' }).click();
    await expect.poll(() => targeting.inputValue()).toMatch(/^\{\n {2}"if": \[\n/);
    await page.getByLabel('Default variant').selectOption('on');
    await page.getByLabel('Reason').fill('Store review.');
    const preview = page.getByRole('region', { name: 'What changes' });
    await expect
      .poll(() => preview.locator('dt').allTextContents())
      .toEqual(['Default variant', 'Targeting']);
    await page.getByRole('button', { name: 'Change the flag' }).click();
    await page.getByText('Done: version 1').waitFor();
    expect(console.api.changeables.asked).toEqual([
      {
        state: 'ENABLED',
        defaultVariant: 'on',
        targeting: { if: [{ '==': [{ var: 'targetingKey' }, 'u_reviewer'] }, 'on'] },
        reason: 'Store review.',
        version: 0,
      },
    ]);

    await page.getByLabel('User', { exact: true }).fill('u_reviewer');
    await page.getByRole('button', { name: 'Evaluate' }).click();
    await page.getByText('the targeting chose it').waitFor();
    const history = page.getByRole('region', { name: 'History' });
    await history.getByRole('button', { name: 'Roll back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back' }).click();
    await history.getByText('back to the files', { exact: true }).waitFor();
    await expect.poll(() => targeting.inputValue()).toBe('');
  });

  it('say at the targeting what the server has against it, and follow what others do', async () => {
    const its = console.api.changeables;
    its.refusal = {
      status: 400,
      problem: {
        code: 'INPUT_INVALID',
        detail: 'A field is wrong.',
        errors: [{ pointer: '/targeting/if/1', message: 'there is no variant "maybe"' }],
      },
    };
    const page = await console.open('/flags/review_mode');
    await page.getByLabel('Targeting').fill('{"if": [true, "maybe"]}');
    await page.getByLabel('Reason').fill('Why not.');
    await page.getByRole('button', { name: 'Change the flag' }).click();
    await page.getByText('/targeting/if/1: there is no variant "maybe"').waitFor();

    await page.getByLabel('Targeting').fill('');
    const enabled = page.getByRole('switch', { name: 'The flag is enabled' });
    await expect.poll(() => enabled.isChecked()).toBe(true);
    its.flags.get('review_mode')?.make({ action: 'set', reason: 'Off.', value: { state: 'DISABLED' } });
    await page.locator('[role=switch]:not(:checked)').waitFor();
    await enabled.press('Space');
    await expect.poll(() => enabled.isChecked()).toBe(true);
  });
});
