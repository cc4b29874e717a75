import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MINIMAL_DIR, configDir } from '../../test/config/config-dir.js';
import { configCheck } from './config-check.js';

/** Whoever adds an intent routes it as they like; what is printed about these stays. */
const SHIPPED = ['extract', 'recommend', 'summarize', 'support'];

function check(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const exitCode = configCheck(args, env, (line) => lines.push(line), SHIPPED);
  return { exitCode, output: lines.join('\n') };
}

describe('config:check', () => {
  it('finds nothing wrong with the shipped files, by the intents that there are, in any environment', () => {
    for (const environment of ['dev', 'staging', 'prod']) {
      const env = { APP_ENV: environment, AGENT: 'local', JWT_SECRET: 'x'.repeat(32) };
      const lines: string[] = [];
      expect(configCheck([], env, (line) => lines.push(line))).toBe(0);
      expect(lines.at(-1)).toContain(`./config as ${environment}: no errors`);
    }
  });

  it('prints warnings and succeeds', () => {
    const { exitCode, output } = check([MINIMAL_DIR]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^ {2}warning test\/config\/minimal\/env-policy\.yaml:3:24 /);
    expect(output).toMatch(/\ntest\/config\/minimal as dev: no errors and 6 warnings$/);
  });

  it('prints errors of files and variables together and fails', () => {
    const { exitCode, output } = check(['test/config/broken'], { PORT: 'x', CONFIG_DIR: 'ignored' });
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /^ {2}error {3}environment PORT — .*\n {2}error {3}test\/config\/broken\/env-policy/,
    );
    expect(output).toMatch(/\ntest\/config\/broken as dev: 9 errors and 4 warnings$/);
  });

  it('looks where CONFIG_DIR says', () => {
    const dir = configDir({ 'env-policy.yaml': null });
    expect(check([], { CONFIG_DIR: dir })).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining(dir),
    });
  });

  it.each([[['a', 'b']], [['--help']]])('explains itself when called with %j', (args) => {
    expect(check(args)).toEqual({ exitCode: 2, output: 'usage: npm run config:check [dir]' });
  });
});

describe('docs/configuration.md', () => {
  it('shows what config:check really prints', () => {
    const docs = readFileSync('docs/configuration.md', 'utf8');
    const [, shown] = /<!-- config-check: test\/config\/broken -->\n\n```text\n([^`]*)```/.exec(docs) ?? [];
    expect(shown).toBe(`${check(['test/config/broken']).output}\n`);
  });
});
