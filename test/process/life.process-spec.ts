import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDir } from '../config/config-dir.js';
import { FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const SECRET = 'a secret that is long enough for tests';
const token = handmadeToken(SECRET, { sub: 'u_123', exp: Math.floor(Date.now() / 1000) + 600 });
/** Sends the signal as soon as somebody listens to it, which is long before the server is even loaded. */
const HANG_UP = `process.on('newListener', function hangUp(name) {
  if (name !== 'SIGHUP') return;
  process.off('newListener', hangUp);
  setImmediate(() => process.kill(process.pid, 'SIGHUP'));
});`;
const SENTINEL = 'Xylophones are shipped on Thursdays';

describe('a process', () => {
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-process-'));
    env = {
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
      JWT_SECRET: SECRET,
    };
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function ask(server: ServerProcess, body: object): Promise<Response> {
    return fetch(`${server.url}/v1/mini/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  }

  it('that is killed right after an answer has its trace, and tells neither texts nor secrets in its log', async () => {
    const first = await ServerProcess.start(env);
    const answered = await ask(first, {
      intent: 'summarize',
      traceId: 'killed',
      input: { text: `${SENTINEL}. Nothing else is known.` },
    });
    expect(await answered.text()).toContain(SENTINEL);
    await ask(first, { intent: 'summarize', traceId: 'refused', input: { text: SENTINEL, more: SENTINEL } });
    await first.end('SIGKILL');

    const log = first.output.split('\n').filter((line) => line.startsWith('{'));
    expect(log.some((line) => line.includes('"traceId":"killed"'))).toBe(true);
    expect(log.join('\n')).not.toContain(SENTINEL);
    expect(log.join('\n')).not.toContain(token);
    // The greeting names the command that makes one, since this secret is meant to last.
    expect(first.output).not.toContain('Bearer ey');
    expect(log.join('\n')).not.toContain(SECRET);

    const second = await ServerProcess.start(env);
    await second.end('SIGTERM');
    expect(second.child.signalCode ?? second.child.exitCode).toBe('SIGTERM');
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(join(folder, 'miniask.db'), { readOnly: true });
    const rows = database.prepare('SELECT trace_id, status FROM traces ORDER BY started_at').all();
    database.close();
    expect(rows).toEqual([
      expect.objectContaining({ trace_id: 'killed', status: 'complete' }),
      expect.objectContaining({ trace_id: 'refused', status: 'refused' }),
    ]);
  });

  // Windows has no such signal.
  it('that gets SIGHUP reads its files anew, or says why not', async () => {
    const policy = (rest: string): string =>
      `environments: { dev: { allowed_profiles: [summarize_v1], ${rest} } }\n`;
    const dir = configDir({ 'env-policy.yaml': policy('log_level: error') });
    const path = join(dir, 'env-policy.yaml');
    const server = await ServerProcess.start({ ...env, CONFIG_DIR: dir, MINIASK_CONFIG_WATCH: 'off' });
    onTestFinished(() => server.end('SIGKILL'));
    await writeFile(path, policy('ai_label: 7'));
    server.child.kill('SIGHUP');
    await server.said(`error   ${path}:1:68 environments.dev.ai_label — must be a line`);

    // The log has followed to its new level, or it would not tell.
    await writeFile(path, policy('ai_label: Made by AI, log_level: info'));
    server.child.kill('SIGHUP');
    await server.said('"the configuration was reloaded"');
    const answered = await ask(server, { intent: 'summarize', traceId: 'new', input: { text: SENTINEL } });
    expect(await answered.json()).toMatchObject({ label: 'Made by AI', profile: 'summarize_v1' });
  });

  // Windows has no SIGHUP that is more than the end of its window.
  it('that gets SIGHUP before it serves reads its files anew as soon as it does', async () => {
    const server = await ServerProcess.start({
      ...env,
      MINIASK_CONFIG_WATCH: 'off',
      NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(HANG_UP)}`,
    });
    onTestFinished(() => server.end('SIGKILL'));
    await server.said('"the configuration is as it was"');
    expect(server.output).toContain('"trigger":"signal"');
  });

  it('that is asked to stop answers what it was asked before', async () => {
    const openclaw = await FakeOpenClaw.start();
    const { promise: stopping, resolve: goOn } = Promise.withResolvers<void>();
    openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield '- One';
        await stopping;
        yield '\n- Two';
      })(),
    });
    const server = await ServerProcess.start({
      ...env,
      OPENCLAW_URL: openclaw.url,
      OPENCLAW_TOKEN: openclaw.token,
    });
    const arrived = openclaw.nextRequest();
    const asked = ask(server, { intent: 'summarize', traceId: 'stopped', input: { text: 'A text.' } });
    await arrived;
    const ended = server.end('SIGTERM');
    await once(server.child.stdout ?? server.child, 'data');
    goOn();
    expect(await asked.then((response) => response.json())).toMatchObject({ answer: '• One\n• Two' });
    await ended;
    await openclaw.stop();
  });

  it('that cannot start says why in words and ends with 78', async () => {
    const child = spawn(
      process.execPath,
      ['--import', './test/support/register-typescript.mjs', 'src/main.ts'],
      {
        env: { PATH: process.env['PATH'], APP_ENV: 'prod', MINIASK_PROT: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    await once(child, 'close');
    expect(child.exitCode).toBe(78);
    expect(output).toContain('MINIASK_PROT');
    expect(output).toContain('JWT_SECRET');
    expect(output).not.toMatch(/\n\s+at /);
  });
});
