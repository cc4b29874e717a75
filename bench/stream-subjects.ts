import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from './load.ts';
import { ServerProcess, WITH_MEMORY, freePort } from './process.ts';
import { SECRET, tokenOf } from './targets.ts';

/** Somebody who answers with a stream. */
export interface StreamSubject {
  readonly target: Target;
  /** What `target` asks, so that the agent falls silent after the first words. */
  readonly silentBody: (index: number) => string;
  /** Bytes. */
  readonly memory: () => Promise<number>;
  readonly close: () => Promise<void>;
}

/** More than there are streams. */
const RUNS = 5000;
const USERS = 100;
const PROMPT = 'You are a concise assistant. Return bullet points only.';
const TEXT = 'The box was late. The box was broken. Support answered within an hour and sent a new one.';
const SILENT_TEXT = `${TEXT} Fall silent.`;

function chatBody(text: string): string {
  const messages = [
    { role: 'system', content: PROMPT },
    { role: 'user', content: text },
  ];
  return JSON.stringify({ model: 'openclaw/fast', max_tokens: 400, stream: true, messages });
}

function askBody(text: string): string {
  return JSON.stringify({ intent: 'summarize', input: { text }, stream: true });
}

/** A client of the agent itself. */
export function directly(agent: ServerProcess): StreamSubject {
  return chatSubject('the agent itself', agent, () => Promise.resolve());
}

/** node:http and undici, nothing else. */
export async function throughFloor(upstream: string): Promise<StreamSubject> {
  const env = { UPSTREAM: upstream, CONNECTIONS: String(RUNS) };
  const process = await ServerProcess.start([...WITH_MEMORY, 'bench/floor.ts'], await freePort(), env);
  return chatSubject('floor', process, () => process.stop());
}

function chatSubject(name: string, process: ServerProcess, close: () => Promise<void>): StreamSubject {
  const headers = { 'content-type': 'application/json' };
  const path = '/v1/chat/completions';
  return {
    target: { name, url: process.url, path, headers: () => headers, body: () => chatBody(TEXT) },
    silentBody: () => chatBody(SILENT_TEXT),
    memory: () => process.memory(),
    close,
  };
}

/** MiniAsk as it ships: tokens, limits, validation, routing, traces in SQLite, logs, metrics. */
export async function throughMiniAsk(upstream: string): Promise<StreamSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-bench-'));
  await writeConfiguration(folder);
  const process = await ServerProcess.start([...WITH_MEMORY, 'dist/main.js'], await freePort(), {
    APP_ENV: 'prod',
    CONFIG_DIR: folder,
    DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
    JWT_SECRET: SECRET,
    OPENCLAW_URL: upstream,
    OPENCLAW_TOKEN: 'token',
    MINIASK_GATEWAY_RUNS: String(RUNS),
    // Nobody waits for answers that never come.
    MINIASK_SHUTDOWN_GRACE_MS: '0',
  });
  const tokens = Array.from({ length: USERS }, (_, index) => tokenOf(`u_${index}`));
  return {
    target: {
      name: 'miniask',
      url: process.url,
      path: '/v1/mini/ask',
      headers: (index) => ({
        'content-type': 'application/json',
        authorization: `Bearer ${tokens[index % USERS] ?? ''}`,
      }),
      body: () => askBody(TEXT),
    },
    silentBody: () => askBody(SILENT_TEXT),
    memory: () => process.memory(),
    async close() {
      await process.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Limits that nothing meets. */
async function writeConfiguration(folder: string): Promise<void> {
  const profile = { model: 'fast', system_prompt: PROMPT, max_tokens: 400, deadline_ms: 55_000 };
  const policy = {
    allowed_profiles: ['summarize_v1'],
    log_level: 'info',
    quotas: { asks_per_minute: 100_000 },
  };
  const files = {
    'mini-program-profiles.yaml': {
      profiles: { summarize_v1: profile },
      routing: { summarize: 'summarize_v1' },
    },
    'env-policy.yaml': { environments: { prod: policy } },
    'models.yaml': { models: { fast: { first_content_ms: 55_000, total_ms: 55_000, max_concurrent: RUNS } } },
  };
  // YAML takes JSON as it is.
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(content));
}
