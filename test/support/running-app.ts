import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SessionTokens } from '../../src/auth/session-tokens.js';
import { loadConfiguration } from '../../src/config/load-configuration.js';
import { type AppOptions as ServerOptions, createApp } from '../../src/create-app.js';
import { catalogIntentNames } from '../../src/intents/catalog/index.js';
import type { TraceRecord } from '../../src/trace/trace-record.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { type ReplyBody, replyBody } from './reply-body.js';

export interface AppOptions extends ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Files of the configuration folder, by name, in place of the shipped ones. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly text: string;
  /** Of JSON; empty for anything else. */
  readonly body: ReplyBody;
}

/** The whole application on a random port, with its own folder for configuration and data. */
export class RunningApp {
  private stopped: Promise<void> | undefined;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    private readonly folder: string,
  ) {}

  static async start(options: AppOptions = {}): Promise<RunningApp> {
    const folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    await writeConfiguration(join(folder, 'config'), options.files);
    const configuration = loadConfiguration(
      {
        JWT_SECRET: 'a secret that is long enough for tests',
        CONFIG_DIR: join(folder, 'config'),
        DATABASE_URL: `sqlite:${join(folder, 'data', 'miniask.db')}`,
        MINIASK_LOG_FORMAT: 'json',
        // Its timers would come between those that a test waits for.
        MINIASK_CONFIG_WATCH: 'off',
        ...options.env,
      },
      catalogIntentNames(),
    );
    const app = await createApp(configuration, options);
    await app.listen(0, '127.0.0.1');
    return new RunningApp(app, (await app.getUrl()).replace('[::1]', '127.0.0.1'), folder);
  }

  /** Where its configuration files are. */
  get configDir(): string {
    return join(this.folder, 'config');
  }

  token(userId = 'u_123', operator = false): string {
    return this.app.get(SessionTokens).issue({ userId, operator }).token;
  }

  /** An ask of `u_123`, unless `token` says whose. */
  ask(body: unknown, token: string | null = this.token()): Promise<Reply> {
    return this.call('POST', '/v1/mini/ask', { body, token });
  }

  async call(
    method: string,
    path: string,
    request: { body?: unknown; token?: string | null; headers?: Record<string, string> } = {},
  ): Promise<Reply> {
    const { body, token = this.token() } = request;
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...request.headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? replyBody(text) : {},
    };
  }

  /** What is on record of the newest ask of that traceId, whosoever it is. @throws Error when nothing is */
  async traceOf(traceId: string): Promise<TraceRecord> {
    const { records } = await this.app.get(TraceStore).search({ traceId }, { limit: 1 });
    const [record] = records;
    if (record === undefined) throw new Error(`nothing is on record of ${traceId}`);
    return record;
  }

  /** Harmless when it was stopped before. */
  stop(): Promise<void> {
    this.stopped ??= this.close();
    return this.stopped;
  }

  private async close(): Promise<void> {
    await this.app.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function writeConfiguration(folder: string, files?: Readonly<Record<string, string>>): Promise<void> {
  await cp('config', folder, { recursive: true });
  if (files === undefined) return;
  for (const shipped of [
    'mini-program-profiles.yaml',
    'env-policy.yaml',
    'models.yaml',
    'feature-flags.yaml',
  ]) {
    await rm(join(folder, shipped), { force: true });
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
