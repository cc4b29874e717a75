import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';
import { openclawConfig } from './openclaw-config.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'miniask-setup-'));
  file = join(folder, 'deep', 'openclaw.json');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const lines: string[] = [];
  const exitCode = openclawConfig(args, env, (line) => lines.push(line));
  return { exitCode, output: lines.join('\n'), last: lines.at(-1) };
}

const text = (path = file): string => readFileSync(path, 'utf8');

describe('openclaw:config', () => {
  it('shows the difference and writes nothing', () => {
    const { exitCode, output, last } = run(['--file', file, '--no-plugin']);
    expect(exitCode).toBe(0);
    expect(output).toContain(`--- /dev/null\n+++ ${file}\n`);
    expect(output).toContain('+    "bind": "loopback",');
    expect(last).toBe(`nothing written; --write would change ${file}`);
    expect(existsSync(join(folder, 'deep'))).toBe(false);
  });

  it('writes a new file that others cannot read, and the second time nothing', () => {
    const first = run(['--file', file, '--no-plugin', '--write']);
    expect(first).toMatchObject({ exitCode: 0, last: `written: ${file}` });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const written = text();
    expect(run(['--file', file, '--no-plugin', '--write']).last).toBe('nothing to change');
    expect(text()).toBe(written);
    expect(existsSync(`${file}.miniask.bak`)).toBe(false);
  });

  it('keeps the mode of a file that is there, and the old one beside it', () => {
    file = join(folder, 'openclaw.json');
    writeFileSync(file, '{\n  // ours\n  gateway: { port: 1 },\n}\n');
    chmodSync(file, 0o640);
    expect(run(['--file', file, '--no-plugin', '--write']).exitCode).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(text()).toContain('// ours');
    expect(text(`${file}.miniask.bak`)).toBe('{\n  // ours\n  gateway: { port: 1 },\n}\n');
  });

  it('turns the retries of every agent off, beside what stands in their settings', () => {
    const state = join(folder, 'state');
    const settings = join(state, 'agents', 'fast', 'agent', 'settings.json');
    run(['--file', file, '--state', state, '--no-plugin', '--write']);
    expect(JSON.parse(text(settings))).toEqual({ retry: { provider: { maxRetries: 0 } } });
    writeFileSync(settings, '{ "theme": "dark", "retry": { "provider": { "maxRetries": 3 } } }');
    const { output } = run(['--file', file, '--state', state, '--no-plugin', '--write']);
    expect(output).toContain(`warning ${settings} retry.provider.maxRetries: is 3`);
    expect(JSON.parse(text(settings))).toMatchObject({ theme: 'dark' });
  });

  it('takes paths from the variables that OpenClaw itself reads', () => {
    const state = join(folder, 'state');
    const { output } = run(['--no-plugin'], { OPENCLAW_STATE_DIR: state });
    expect(output).toContain(`+++ ${join(state, 'openclaw.json')}`);
    expect(run(['--no-plugin'], { OPENCLAW_CONFIG_PATH: file }).output).toContain(`+++ ${file}`);
  });

  it('names the plugin by its whole path, and says when there is none', () => {
    const { output } = run(['--file', file, '--plugin', './no-such-plugin']);
    expect(output).toContain(`+    "load": { "paths": ["${join(process.cwd(), 'no-such-plugin')}"] },`);
    expect(output).toContain('hint: there is no plugin in');
  });

  it('prints what the file holds against MiniAsk', () => {
    file = join(folder, 'openclaw.json');
    writeFileSync(file, "{ gateway: { auth: { mode: 'none' } } }");
    const { exitCode, output } = run(['--file', file, '--no-plugin']);
    expect(exitCode).toBe(0);
    expect(output).toContain(`warning ${file} gateway.auth: `);
  });

  it('does not touch a file that it cannot read', () => {
    file = join(folder, 'openclaw.json');
    writeFileSync(file, '{ gateway: ');
    const { exitCode, output } = run(['--file', file, '--write']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(new RegExp(`^${file} is not JSON5: `));
    expect(text()).toBe('{ gateway: ');
    expect(run(['--file', folder]).output).toContain(`${folder} is a directory, not a file`);
  });

  it("prints the errors of MiniAsk's own files", () => {
    const { exitCode, output } = run(['--file', file, '--config', configDir({ 'env-policy.yaml': null })]);
    expect(exitCode).toBe(1);
    expect(output).toContain('env-policy.yaml');
  });

  it.each([[['--unknown']], [['file']], [['--plugin', 'x', '--no-plugin']]])(
    'explains itself when called with %j',
    (args) => {
      const { exitCode, output } = run(args);
      expect(exitCode).toBe(2);
      expect(output).toContain('Usage: npm run openclaw:config');
    },
  );
});
