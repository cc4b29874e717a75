import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { REJECTED } from './fake-changeables.js';
import { FakeConsole } from './fake-console.js';

describe('the configuration in the console', () => {
  let console: FakeConsole;

  beforeAll(async () => {
    console = await FakeConsole.start();
  });
  afterEach(async () => console.reset());
  afterAll(async () => console.end());

  it('is reloaded, and says where files are wrong', async () => {
    const page = await console.open('/config');
    await page.getByText('Nothing to remark about the files.').waitFor();
    const entry = page.getByRole('link', { name: 'Configuration' });
    expect(await entry.textContent()).not.toContain('rejected');
    const its = console.api.changeables;
    its.lastReload = REJECTED;
    its.lastRejected = REJECTED;
    its.refusal = {
      status: 409,
      problem: {
        code: 'CONFIG_REJECTED',
        detail: 'What was in force before stays so.',
        errors: [{ pointer: 'config/env-policy.yaml:3:5', message: 'there is no such profile' }],
      },
    };
    await page.getByRole('button', { name: 'Reload now' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('config/env-policy.yaml:3:5');
    const rejected = page.getByRole('region', { name: 'Last rejected reload' });
    await rejected.waitFor();
    await expect
      .poll(() => rejected.getByRole('listitem').first().textContent())
      .toBe(
        'config/mini-program-profiles.yaml:12:17profiles.summarize_v2.max_tokensmust be a whole number from 1 to 32000',
      );
    await expect.poll(() => entry.textContent()).toContain('the last reload was rejected');
    its.refusal = null;
    await page.getByRole('button', { name: 'Reload now' }).click();
    await page.getByText('Read. All of it is in force.').waitFor();
  });

  it('names the changes that lie over the files, and those that do not fit them', async () => {
    const its = console.api.changeables;
    its.flags.get('banner')?.make({ action: 'set', reason: 'On.', value: { defaultVariant: 'on' } });
    its.ignored.set('banner', 'the flag banner is gone');
    const page = await console.open('/config');
    const ignored = page.getByRole('region', { name: 'Ignored changes' });
    await expect
      .poll(() => ignored.getByRole('row').last().textContent())
      .toContain('the flag banner is gone');
    await page
      .getByRole('region', { name: 'Changes in force' })
      .getByText('Try the shorter prompt.')
      .waitFor();
    await page.getByRole('link', { name: /1 change is ignored/ }).waitFor();
    await ignored.getByRole('link', { name: 'banner' }).click();
    await page.getByText('The newest change is ignored').waitFor();
  });
});
