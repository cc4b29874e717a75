import { describe, expect, it } from 'vitest';
import { loadSettings } from '../config/environment/load-settings.js';
import { userIdKey } from './user-id-key.js';

const OLD = 'the secret of forty characters before it';
const NEW = 'a secret of forty characters for tests!!';
const LOGIN = { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 's' };

function run(env: Readonly<Record<string, string>>) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const output = { print: (line: string) => printed.push(line), complain: (line: string) => complaints.push(line) };
  return { exitCode: userIdKey(env, output), printed, complaint: complaints.join('\n') };
} // prettier-ignore

describe('npm run user-id-key', () => {
  it('prints what keeps every user id while the secret changes', () => {
    const before = loadSettings({ ...LOGIN, JWT_SECRET: OLD }, false).settings;
    const { exitCode, printed } = run({ ...LOGIN, JWT_SECRET: OLD });
    expect(exitCode).toBe(0);
    const env = { ...LOGIN, JWT_SECRET: NEW, JWT_SECRET_PREVIOUS: OLD, MINIASK_USER_ID_KEY: printed[0] };
    const during = loadSettings(env, false).settings;
    const after = loadSettings({ ...env, JWT_SECRET_PREVIOUS: undefined }, false).settings;
    expect(before?.userIdKey).toBeDefined();
    expect([during?.userIdKey, after?.userIdKey]).toEqual([before?.userIdKey, before?.userIdKey]);
  });

  it('prints the key that is set', () => {
    const key = 'a key of forty characters for user ids!!';
    expect(run({ JWT_SECRET: NEW, MINIASK_USER_ID_KEY: key })).toMatchObject({ exitCode: 0, printed: [key] });
  });

  it.each([
    [{}, 'set JWT_SECRET'],
    [{ JWT_JWKS_URL: 'https://id.example/jwks' }, 'set JWT_SECRET'],
    [{ ...LOGIN, JWT_SECRET: NEW, JWT_SECRET_PREVIOUS: OLD }, 'MINIASK_USER_ID_KEY — is missing'],
    [{ JWT_SECRET: 'tooshort' }, 'JWT_SECRET'],
  ])('says of %j why there is none', (env, words) => {
    const { exitCode, printed, complaint } = run(env);
    expect([exitCode, printed]).toEqual([1, []]);
    expect(complaint).toContain(words);
    expect(complaint).not.toContain('tooshort');
  });
});
