import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from './load.ts';
import { ServerProcess, freePort } from './process.ts';

const PORTKEY_VERSION = '1.15.2';
export const SECRET = 'a secret that only the benchmark knows, long enough';
/** Limits are kept per user, so their number matters. */
const USERS = 100;
const TEXT =
  'The delivery was late. The box was damaged. Support answered within an hour and sent a new one. '.repeat(
    6,
  );

/** A running server under test. */
export interface Subject {
  readonly target: Target;
  readonly process: ServerProcess;
  readonly close: () => Promise<void>;
}

const chatBody = JSON.stringify({
  model: 'openclaw/fast',
  max_tokens: 400,
  messages: [
    { role: 'system', content: 'You are a concise assistant. Return bullet points only.' },
    { role: 'user', content: TEXT },
  ],
});

/** (a) node:http and undici, nothing else. */
export async function startFloor(upstream: string): Promise<Subject> {
  const process = await ServerProcess.start(['bench/floor.ts'], await freePort(), { UPSTREAM: upstream });
  const target = { name: 'floor', url: process.url, path: '/', headers: () => ({}), body: () => chatBody };
  return { target, process, close: () => process.stop() };
}

/** (b) MiniAsk as it ships: tokens, limits, validation, routing, traces in SQLite, logs, metrics. */
export async function startMiniAsk(upstream: string): Promise<Subject> {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-bench-'));
  await cp('config', join(folder, 'config'), { recursive: true });
  await liftRateLimit(join(folder, 'config', 'env-policy.yaml'));
  const env = {
    APP_ENV: 'prod',
    CONFIG_DIR: join(folder, 'config'),
    DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
    JWT_SECRET: SECRET,
    OPENCLAW_URL: upstream,
    OPENCLAW_TOKEN: 'token',
  };
  const process = await ServerProcess.start(['dist/main.js'], await freePort(), env);
  const tokens = Array.from({ length: USERS }, (_, index) => tokenOf(`u_${index}`));
  const run = Math.random().toString(36).slice(2);
  const target: Target = {
    name: 'miniask',
    url: process.url,
    path: '/v1/mini/ask',
    headers: (index) => ({
      'content-type': 'application/json',
      authorization: `Bearer ${tokens[index % USERS] ?? ''}`,
    }),
    body: (index) =>
      JSON.stringify({
        intent: 'summarize',
        traceId: `${run}-${index}-${performance.now()}`,
        input: { text: TEXT },
      }),
  };
  const close = async (): Promise<void> => {
    await process.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { target, process, close };
}

/** (c) Portkey's gateway from npm, as a general gateway does the same hop. */
export async function startPortkey(upstream: string): Promise<Subject> {
  const script = await installPortkey();
  const port = await freePort();
  const process = await ServerProcess.start([script, '--headless', `--port=${port}`], port, {
    TRUSTED_CUSTOM_HOSTS: '127.0.0.1',
  });
  const target: Target = {
    name: 'portkey',
    url: process.url,
    path: '/v1/chat/completions',
    headers: () => ({
      'content-type': 'application/json',
      authorization: 'Bearer token',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${upstream}/v1`,
    }),
    body: () => chatBody,
  };
  return { target, process, close: () => process.stop() };
}

/** A hundred users send everything here; the shipped limit of a minute would end the benchmark at once. */
async function liftRateLimit(file: string): Promise<void> {
  const policy = await readFile(file, 'utf8');
  await writeFile(file, policy.replaceAll(/asks_per_minute: *\d+/g, 'asks_per_minute: 100000'));
}

export function tokenOf(userId: string, roles: readonly string[] = []): string {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: userId, roles, exp: inAnHour })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

async function installPortkey(): Promise<string> {
  const folder = join('.cache', 'portkey');
  const script = join(folder, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js');
  if (existsSync(script)) return script;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const args = ['install', '--no-save', '--no-audit', '--no-fund', `@portkey-ai/gateway@${PORTKEY_VERSION}`];
  execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
  return script;
}
