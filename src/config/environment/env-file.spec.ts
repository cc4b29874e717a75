import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configDir } from '../../../test/config/config-dir.js';
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

  it('may be a pipe, into which somebody writes', () => {
    const path = join(configDir(), '.env');
    execFileSync('mkfifo', [path]);
    spawn('sh', ['-c', 'echo HOST=a > "$0"', path], { stdio: 'ignore' });
    const env = {};
    takeEnvFile(path, env);
    expect(env).toEqual({ HOST: 'a' });
  });

  it('may lead to where there is nothing to read, but not to no end', () => {
    const none = join(configDir(), '.env');
    const endless = join(configDir(), '.env');
    symlinkSync('/dev/null', none);
    symlinkSync('/dev/zero', endless);
    expect(() => takeEnvFile(none, {})).not.toThrow();
    expect(() => takeEnvFile(endless, {})).toThrow(`error   ${endless} — is larger than 1048576 bytes`);
  });
});
