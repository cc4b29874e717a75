import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunningConsole } from './running-console.js';

describe('signing in to the console', () => {
  let console: RunningConsole;

  beforeAll(async () => {
    console = await RunningConsole.start();
  });
  afterEach(async () => console.closePages());
  afterAll(async () => console.end());

  async function signIn(token: string, path = '/traces') {
    const page = await console.open({ token: null, path });
    await page.getByLabel('Operator token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    return page;
  }

  it('leads with an operator token to where one wanted to go', async () => {
    const page = await signIn(console.operatorToken(), '/traces?status=failed');
    await page.getByRole('heading', { name: 'Traces' }).waitFor();
    expect(new URL(page.url()).search).toBe('?status=failed');
    await expect.poll(() => page.getByLabel('Status').inputValue()).toBe('failed');
    await page.getByText('u_operator').waitFor();
  });

  it('takes a token as people paste it, with all that npm prints', async () => {
    const token = console.operatorToken();
    const page = await console.open({ token: null });
    await page.evaluate(
      `navigator.clipboard.writeText(${JSON.stringify(`\n> miniask token\n\n${token}\nvalid for 2 h\n`)})`,
    );
    // The field has the focus already.
    await page.keyboard.press('ControlOrMeta+V');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Traces' }).waitFor();
    await expect.poll(() => page.evaluate("sessionStorage.getItem('miniask.token')")).toBe(token);
  });

  it('keeps the token in the tab alone, and never in an address', async () => {
    const page = await signIn(console.operatorToken());
    await page.getByRole('heading', { name: 'Traces' }).waitFor();
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie')).not.toContain('eyJ');
    expect(page.url()).not.toContain('eyJ');
    await page.reload();
    await page.getByRole('heading', { name: 'Traces' }).waitFor();
  });

  it.each([
    ['one of a user', () => console.userToken(), 'not an operator’s'],
    ['one that has expired', () => console.operatorToken(-60), 'has expired'],
    ['something else', () => 'nonsense', 'does not accept'],
    ['something that is no header', () => '你好', 'does not accept'],
  ])('says what is wrong with %s', async (_what, token, message) => {
    const page = await signIn(token());
    await expect.poll(() => page.getByRole('alert').textContent()).toContain(message);
    await expect.poll(() => page.evaluate('sessionStorage.length')).toBe(0);
  });

  it('is asked for again when the token is no longer accepted, and goes on where one was', async () => {
    const page = await console.open({ token: console.operatorToken(-60), path: '/traces?status=refused' });
    await page.getByText('has expired').waitFor();
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.getByLabel('Operator token').fill(console.operatorToken());
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Traces' }).waitFor();
    expect(page.url()).toContain('status=refused');
  });

  it('says what may be when a token is none of this server', async () => {
    const page = await console.open({ token: `${console.operatorToken()}x` });
    await page.getByText('makes a new secret at every start').waitFor();
    await expect.poll(() => page.getByText('has expired').count()).toBe(0);
  });

  it('ends when one signs out, which forgets the token', async () => {
    const page = await signIn(console.operatorToken());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You have signed out.').waitFor();
    await expect.poll(() => page.evaluate('sessionStorage.length')).toBe(0);
  });
});
