import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FakeCollector } from '../support/fake-collector.js';
import { ServerProcess } from '../support/server-process.js';
import { handmadeToken } from '../support/tokens.js';

const Line = z.looseObject({
  msg: z.string(),
  trace_id: z.string().optional(),
  span_id: z.string().optional(),
});
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SECRET = 'a secret that is long enough for tests';
const TOKEN = handmadeToken(SECRET, { sub: 'u_123', exp: Math.floor(Date.now() / 1000) + 600 });

describe('a server and its collector', () => {
  let collector: FakeCollector;
  let folder: string;
  let server: ServerProcess | undefined;
  beforeEach(async () => {
    collector = await FakeCollector.start();
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
  });
  afterEach(async () => {
    await server?.end('SIGKILL');
    await collector.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    server = await ServerProcess.start({
      JWT_SECRET: SECRET,
      DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`,
      MINIASK_LOG_FORMAT: 'json',
      NODE_OPTIONS: '--import ./test/support/tell-modules.mjs',
      ...env,
    });
    return server;
  }

  async function ask({ url }: ServerProcess): Promise<number> {
    const response = await fetch(`${url}/v1/mini/ask`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ intent: 'summarize', input: { text: 'One sentence. And another.' } }),
    });
    await response.text();
    return response.status;
  }

  const lines = ({ output }: ServerProcess, msg: string): z.output<typeof Line>[] =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => Line.parse(JSON.parse(line)))
      .filter((line) => line.msg === msg);

  it('have nothing to do with each other without an address: no module of the SDK is loaded', async () => {
    const untraced = await start({});
    expect(await ask(untraced)).toBe(200);
    await untraced.end('SIGTERM');
    expect(untraced.output).toContain('ask ended');
    // The client of Prometheus loads the interfaces, whatever we do.
    expect(untraced.output).not.toMatch(/loaded @opentelemetry\/(?!api)/);
    expect(lines(untraced, 'ask ended')).toMatchObject([{ trace_id: TRACE_ID }]);
    expect(lines(untraced, 'request')).toMatchObject([{ trace_id: TRACE_ID }]);
  });

  it('agree about the ids, and the last spans are told before the process ends', async () => {
    const traced = await start(collector.env);
    expect(await ask(traced)).toBe(200);
    await traced.end('SIGTERM');
    expect(traced.output).toContain('loaded @opentelemetry/sdk-trace');
    expect(lines(traced, 'ask ended')).toMatchObject([
      { trace_id: TRACE_ID, span_id: collector.the('miniask.ask').spanId },
    ]);
    expect(lines(traced, 'request')).toMatchObject([
      { trace_id: TRACE_ID, span_id: collector.the('POST /v1/mini/ask').spanId },
    ]);
  });

  it('that refuses everything is complained about once, and told of when it has recovered', async () => {
    collector.answer = 400;
    const traced = await start({ ...collector.env, OTEL_BSP_SCHEDULE_DELAY: '1' });
    for (let asks = 1; asks <= 3; asks += 1) {
      expect(await ask(traced)).toBe(200);
      await expect.poll(() => collector.requests.length).toBeGreaterThanOrEqual(asks);
    }
    collector.answer = 200;
    expect(await ask(traced)).toBe(200);
    await traced.end('SIGTERM');
    expect(lines(traced, 'the collector does not take spans')).toMatchObject([{ reason: '400' }]);
    expect(lines(traced, 'the collector takes spans again')).toHaveLength(1);
  });

  it('that never answers holds up neither asks nor the end of the process', async () => {
    collector.answer = 'hang';
    const traced = await start({
      ...collector.env,
      OTEL_BSP_SCHEDULE_DELAY: '1',
      OTEL_EXPORTER_OTLP_TIMEOUT: '600000',
      MINIASK_SHUTDOWN_GRACE_MS: '100',
    });
    expect(await ask(traced)).toBe(200);
    await expect.poll(() => collector.requests.length).toBeGreaterThan(0);
    await traced.end('SIGTERM');
    expect(traced.child.signalCode).toBe('SIGTERM');
  });
});
