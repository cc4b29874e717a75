import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configDir } from '../../test/config/config-dir.js';
import { configDiff } from './config-diff.js';

const POLICY = `
environments:
  staging: {allowed_profiles: [summarize_v1], log_level: debug}
  prod: {allowed_profiles: [summarize_v1]}
`;

function run(args: readonly string[], policy = POLICY) {
  const printed: string[] = [];
  const said: string[] = [];
  const env = { CONFIG_DIR: configDir({ 'env-policy.yaml': policy }), APP_ENV: 'dev' };
  const output = { print: (text: string) => printed.push(text), say: (text: string) => said.push(text) };
  const exitCode = configDiff(args, env, output);
  return { exitCode, printed: printed.join('\n'), said: said.join('\n') };
}

describe('config:diff', () => {
  it('shows what differs, defaults too, and exits as diff does', () => {
    expect(run(['--from', 'staging', '--to', 'prod'])).toEqual({
      exitCode: 1,
      printed: 'policy       staging  prod\n  log_level  debug    info',
      said: '',
    });
    expect(run(['--from', 'prod', '--to', 'prod'])).toMatchObject({
      exitCode: 0,
      printed: 'prod and prod do not differ',
    });
  });

  it('tells programs the same', () => {
    const { printed, exitCode } = run(['--from', 'staging', '--to', 'prod', '--json']);
    expect(exitCode).toBe(1);
    expect(z.unknown().parse(JSON.parse(printed))).toEqual({
      from: 'staging',
      to: 'prod',
      equal: false,
      routing: [],
      profiles: [],
      policy: [{ key: 'log_level', from: 'debug', to: 'info' }],
      flags: [],
    });
  });

  it.each([[[]], [['--from', 'prod']], [['--from', 'prod', '--to', 'production']], [['--form', 'prod']]])(
    'explains itself when called with %j',
    (args) => {
      expect(run(args)).toMatchObject({ exitCode: 2, printed: '', said: expect.stringContaining('Usage: ') });
    },
  );

  it('compares nothing in files that no server would start with, nor what they do not declare', () => {
    const args = ['--from', 'staging', '--to', 'prod'];
    expect(run(args, 'environments: {prod: {}}')).toMatchObject({
      exitCode: 2,
      said: expect.stringContaining('environments.prod.allowed_profiles'),
    });
    expect(run(['--from', 'dev', '--to', 'prod'])).toMatchObject({
      exitCode: 2,
      said: expect.stringContaining('declares no dev'),
    });
  });
});
