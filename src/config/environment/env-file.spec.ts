import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configDir } from '../../../test/config/config-dir.js';
import { aPipe } from '../../../test/support/a-pipe.js';
import { takeEnvFile } from './env-file.js';

describe('the file with variables', () => {
  it('gives those that are not set, also where they are set to nothing', () => {
    const dir = configDir({
      '.env': '# Ours.\nPORT=1\nHOST="a b" # there\nexport APP_ENV=prod\nREDIS_URL=redis://x\n',
    });
    const env = { PORT: '2', REDIS_URL: '' };
    takeEnvFile(join(dir, '.env'), env);
    expect(env).toEqual({ PORT: '2', HOST: 'a b', APP_ENV: 'prod', REDIS_URL: '' });
  });

  it('need not be there', () => {
    const env = {};
    takeEnvFile(join(configDir(), '.env'), env);
    expect(env).toEqual({});
  });

  it('is no link to nothing', () => {
    const path = join(configDir(), '.env');
    symlinkSync('secrets', path);
    expect(() => takeEnvFile(path, {})).toThrow(
      `error   ${path} — is a link to "secrets", which does not exist`,
    );
  });

  it.skipIf(process.platform === 'win32')('is no pipe', () => {
    const { path } = aPipe(join(configDir(), '.env'));
    expect(() => takeEnvFile(path, {})).toThrow(`error   ${path} — is a pipe, not a file`);
  });
});
