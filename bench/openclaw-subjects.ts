import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createParser } from 'eventsource-parser';
import { Pool } from 'undici';
import { z } from 'zod';
import type { RealOpenClaw } from '../test/openclaw/real-openclaw.js';
import { ServerProcess, freePort } from './process.js';
import { SECRET, tokenOf } from './targets.js';

/** One answer. */
export interface Sample {
  readonly ms: number;
  /** Milliseconds; asked for after the load, because it may have to be looked up. */
  readonly firstToken: () => Promise<number>;
  readonly promptTokens: number;
}

export interface OpenClawSubject {
  readonly name: string;
  /** Answers in milliseconds rather than in tenths of a second. */
  readonly fast: boolean;
  readonly send: () => Promise<Sample>;
  readonly close: () => Promise<void>;
}

const PROMPT = 'You are a concise assistant. Return bullet points only.';
const TEXT = 'The box was late. The box was broken. Support answered within an hour and sent a new one.';
/** The messages of an ask, as its model gets them. */
export type Messages = readonly object[];

const CONNECTIONS = 64;

const Chunk = z.object({
  choices: z.array(z.object({ delta: z.object({ content: z.string().optional() }).optional() })),
  usage: z.object({ prompt_tokens: z.number() }).nullish(),
});

/** A client of the gateway itself that reads the stream as MiniAsk does, and does nothing else. */
export function directly({ url, token }: RealOpenClaw, messages: Messages, plugin: boolean): OpenClawSubject {
  const pool = new Pool(url, { connections: CONNECTIONS });
  const limits = { stream: true, messages };
  const request = plugin
    ? { path: '/miniask/v1/complete', body: { agent: 'fast', max_tokens: 400, ...limits } }
    : {
        path: '/v1/chat/completions',
        body: {
          model: 'openclaw/fast',
          max_completion_tokens: 400,
          stream_options: { include_usage: true },
          ...limits,
        },
      };
  return {
    name: plugin ? 'plugin' : 'chat completions',
    fast: plugin,
    close: () => pool.close(),
    async send() {
      const begun = performance.now();
      const response = await pool.request({
        method: 'POST',
        path: request.path,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(request.body),
      });
      const seen = { firstTokenMs: Number.NaN, promptTokens: Number.NaN };
      const parser = createParser({
        onEvent: ({ data }) => {
          if (data === '[DONE]') return;
          const { choices, usage } = Chunk.parse(JSON.parse(data));
          if (choices[0]?.delta?.content && Number.isNaN(seen.firstTokenMs))
            seen.firstTokenMs = performance.now() - begun;
          if (usage) seen.promptTokens = usage.prompt_tokens;
        },
      });
      for await (const bytes of response.body.setEncoding('utf8')) parser.feed(String(bytes));
      if (response.statusCode !== 200) throw new Error(`the gateway answered ${response.statusCode}`);
      const { firstTokenMs, promptTokens } = seen;
      return { ms: performance.now() - begun, promptTokens, firstToken: () => Promise.resolve(firstTokenMs) };
    },
  };
}

const Answer = z.object({ usage: z.object({ promptTokens: z.number() }) });
const Traces = z.object({ items: z.array(z.object({ id: z.string() })) });
const Trace = z.object({ firstContentMs: z.number() });

/** MiniAsk as it ships in front of the gateway: tokens, validation, routing, trace on disk. */
export async function askThrough(gateway: RealOpenClaw): Promise<OpenClawSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-bench-'));
  await writeConfiguration(folder);
  const env = {
    APP_ENV: 'prod',
    CONFIG_DIR: folder,
    DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
    JWT_SECRET: SECRET,
    OPENCLAW_URL: gateway.url,
    OPENCLAW_TOKEN: gateway.token,
  };
  const server = await ServerProcess.start(['dist/main.js'], await freePort(), env);
  const pool = new Pool(server.url, { connections: CONNECTIONS });
  const authorization = `Bearer ${tokenOf('u_bench', ['operator'])}`;
  const json = async (method: 'GET' | 'POST', path: string, body: string | null = null): Promise<unknown> => {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await pool.request({ method, path, headers, body });
    const answer: unknown = await response.body.json();
    if (response.statusCode !== 200)
      throw new Error(`MiniAsk answered ${response.statusCode}: ${JSON.stringify(answer)}`);
    return answer;
  };
  /** What the client cannot see, the trace knows. */
  const firstTokenOf = async (traceId: string): Promise<number> => {
    const [trace] = Traces.parse(await json('GET', `/v1/ops/traces?traceId=${traceId}`)).items;
    return Trace.parse(await json('GET', `/v1/ops/traces/${trace?.id}`)).firstContentMs;
  };
  const usesPlugin = JSON.stringify(await json('GET', '/v1/ops/agent')).includes('"lean"');
  return {
    name: usesPlugin ? 'MiniAsk, plugin' : 'MiniAsk, chat completions',
    fast: usesPlugin,
    async send() {
      const traceId = `bench-${Math.random().toString(36).slice(2)}`;
      const begun = performance.now();
      const answer = await json(
        'POST',
        '/v1/mini/ask',
        JSON.stringify({ intent: 'summarize', traceId, input: { text: TEXT } }),
      );
      const ms = performance.now() - begun;
      return {
        ms,
        promptTokens: Answer.parse(answer).usage.promptTokens,
        firstToken: () => firstTokenOf(traceId),
      };
    },
    async close() {
      await pool.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The prompt of the direct calls; limits that nothing meets, so that the slow way is measured to its end. */
async function writeConfiguration(folder: string): Promise<void> {
  const profile = { model: 'fast', system_prompt: PROMPT, max_tokens: 400, deadline_ms: 55_000 };
  const files = {
    'mini-program-profiles.yaml': {
      profiles: { summarize_v1: profile },
      routing: { summarize: 'summarize_v1' },
    },
    'env-policy.yaml': {
      environments: {
        prod: {
          allowed_profiles: ['summarize_v1'],
          log_level: 'info',
          quotas: { asks_per_minute: 100_000 },
        },
      },
    },
    'models.yaml': { models: { fast: { first_content_ms: 55_000, total_ms: 55_000, max_concurrent: 64 } } },
  };
  // YAML takes JSON as it is.
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(content));
}
