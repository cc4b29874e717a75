import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';

it('ends a command with its own code where .env cannot be read, and says why', () => {
  const cwd = configDir();
  symlinkSync('nowhere', join(cwd, '.env'));
  const register = join(process.cwd(), 'test/support/register-typescript.mjs');
  const command = join(process.cwd(), 'src/cli/config-diff.ts');
  const args = ['--import', register, command, '--from', 'staging', '--to', 'prod'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('.env — is a link to "nowhere", which does not exist');
  expect(stderr).not.toContain('    at ');
});
