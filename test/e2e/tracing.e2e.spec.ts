import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunningAsks } from '../../src/asks/running-asks.js';
import { Database } from '../../src/storage/database.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { type CollectedSpan, FakeCollector } from '../support/fake-collector.js';
import { FakeWechat } from '../support/fake-wechat.js';
import { breakStorage } from '../support/storage-outage.js';
import { useOpenClaw } from '../support/use-openclaw.js';
import { RunningApp } from '../support/running-app.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  support_v1: { model: fast, system_prompt: You help quietly., fallback: support_v2 }
  support_v2: { model: strong, system_prompt: You help as well., tools: [search_knowledge] }
  summarize_v1: { model: fast, system_prompt: You summarise., cache_ttl_s: 60 }
  extract_v1: { model: fast, system_prompt: You read fields., deadline_ms: 3000 }
routing: { support: support_v1, summarize: summarize_v1, extract: extract_v1 }
`,
  'feature-flags.yaml': `
flags:
  helpers:
    state: ENABLED
    variants: { usual: "" }
    defaultVariant: usual
    metadata: { effect: profile, intents: support }
  closed:
    state: DISABLED
    variants: { "on": true }
    metadata: { effect: intent.off, intents: "*" }
`,
  'models.yaml': `
models:
  fast: { agent: fast }
  strong: { agent: strong, model: stub/strong }
`,
  'env-policy.yaml': `
environments:
  dev:
    allowed_profiles: [support_v1, support_v2, summarize_v1, extract_v1]
    log_level: error
    quotas: { asks_per_day: 100 }
  staging:
    allowed_profiles: [support_v1, support_v2, summarize_v1, extract_v1]
    log_level: error
    content_safety: { provider: wechat }
`,
};
const QUESTION = '我的手机摔坏了，运费谁承担？';
const ASK = { intent: 'support', input: { text: QUESTION } };
const REQUEST = 'POST /v1/mini/ask';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';
const ERROR = 2;

const traceparent = (flags: string): string => `00-${TRACE_ID}-${PARENT_ID}-${flags}`;

describe('the steps of an ask, as a collector learns them', () => {
  const used = useOpenClaw();
  let collector: FakeCollector;
  let clock: FakeClock;
  let server: RunningApp;
  beforeEach(async () => {
    collector = await FakeCollector.start();
    clock = new FakeClock();
    server = await start();
  });
  afterEach(async () => {
    await server.stop();
    await collector.stop();
  });

  const start = (env: Readonly<Record<string, string>> = {}): Promise<RunningApp> =>
    RunningApp.start({
      clock,
      files: FILES,
      env: { OPENCLAW_URL: used.openclaw.url, OPENCLAW_TOKEN: used.openclaw.token, ...collector.env, ...env },
    });
  const ask = (body: object, headers: Record<string, string> = {}) =>
    server.call('POST', '/v1/mini/ask', { body: { ...ASK, ...body }, headers });

  /** All spans are told when the server has stopped. */
  async function restart(env: Readonly<Record<string, string>>): Promise<void> {
    await server.stop();
    server = await start(env);
  }

  it('are parts of each other as they were done, under the span of the caller', async () => {
    used.openclaw.next({ kind: 'answer', text: 'We do.', usage: { promptTokens: 50, completionTokens: 7 } });
    const { status } = await ask({ traceId: 'told' }, { traceparent: traceparent('01'), tracestate: 'a=1' });
    expect(status).toBe(200);
    const record = await server.traceOf('told');
    await server.stop();

    const request = collector.the(REQUEST);
    expect(request).toMatchObject({
      traceId: TRACE_ID,
      parentSpanId: PARENT_ID,
      kind: 2,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/mini/ask',
        'http.response.status_code': 200,
        'miniask.trace_id': 'told',
      },
    });
    expect(collector.within(request).toSorted()).toEqual([
      'miniask.ask',
      'miniask.quota.reserve',
      'miniask.route',
    ]);
    expect(collector.the('miniask.route').attributes).toMatchObject({
      'miniask.flags': ['helpers=usual', 'closed=DISABLED'],
    });
    const asked = collector.the('miniask.ask');
    expect(collector.within(asked)).toEqual(['miniask.attempt', 'miniask.trace.store']);
    expect(asked.attributes).toMatchObject({
      'miniask.trace_id': 'told',
      'miniask.record_id': record.id,
      'miniask.intent': 'support',
      'miniask.profile': 'support_v1',
      'miniask.status': 'complete',
      'gen_ai.usage.input_tokens': 50,
    });
    const attempt = collector.the('miniask.attempt');
    expect(attempt.attributes).toMatchObject({
      'miniask.profile': 'support_v1',
      'miniask.model': 'fast',
      'miniask.agent': 'openclaw',
      'miniask.agent.way': 'lean',
      'miniask.outcome': 'ok',
    });
    expect(attempt.events).toEqual([{ name: 'miniask.first_content' }]);
    expect(collector.within(attempt)).toEqual(['miniask.queue', 'chat fast']);
    const call = collector.the('chat fast');
    expect(call).toMatchObject({
      kind: 3,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'fast',
        'gen_ai.usage.output_tokens': 7,
        'gen_ai.response.finish_reasons': ['stop'],
      },
    });
    expect(used.openclaw.requests[0]?.headers).toMatchObject({
      traceparent: `00-${TRACE_ID}-${call.spanId}-01`,
    });
    expect(used.openclaw.requests[0]?.headers).not.toHaveProperty('tracestate');
    expect(record.otelTraceId).toBe(TRACE_ID);
    expect(collector.spans.every(({ traceId }) => traceId === TRACE_ID)).toBe(true);
  });

  it('tell nothing that anybody said, nor who they are', async () => {
    used.openclaw.next(
      { kind: 'provider-error', status: 400 },
      { kind: 'answer', text: 'Answer of the model.' },
    );
    await ask({ userId: 'u_123', context: { page: 'pages/secret' }, profile: 'support_v2' });
    await server.call('GET', '/v1/mini/asks/none');
    await server.call('GET', '/nowhere/u_123');
    await server.stop();

    expect(collector.spans.length).toBeGreaterThan(5);
    expect(collector.text).not.toMatch(
      /摔坏|运费|quietly|You help|Answer of|u_123|pages\/secret|eyJ|127\.0\.0/,
    );
    expect(collector.text).not.toContain(used.openclaw.token);
  });

  it('tell of an attempt that failed, and of who took over', async () => {
    used.openclaw.next(
      { kind: 'provider-error', status: 429, retryAfterS: 60 },
      { kind: 'answer', text: 'Yes.' },
    );
    const { body } = await ask({});
    expect(body).toMatchObject({ profile: 'support_v2', degraded: true });
    await server.stop();

    const [first, second] = collector.named('miniask.attempt');
    expect(first).toMatchObject({
      status: { code: ERROR },
      attributes: { 'miniask.profile': 'support_v1', 'error.type': 'AGENT_OVERLOADED' },
    });
    expect(second).toMatchObject({
      status: { code: 0 },
      attributes: { 'miniask.profile': 'support_v2', 'miniask.outcome': 'ok' },
    });
    expect(collector.the('chat fast').status.code).toBe(ERROR);
    expect(collector.the('chat stub/strong').parentSpanId).toBe(second?.spanId);
    expect(collector.the('miniask.ask')).toMatchObject({
      status: { code: 0 },
      attributes: { 'miniask.degraded': true, 'miniask.attempts': 2 },
    });
  });

  it('name a record where there is one, and none elsewhere', async () => {
    used.openclaw.next({ kind: 'answer', text: 'We do.' });
    await ask({ traceId: 'own' });
    await ask({ traceId: 'refused', userId: 'somebody-else' });
    await ask({ traceId: 'own' });
    await server.call('GET', '/v1/mini/asks/own');
    await server.call('GET', '/v1/mini/asks/none');
    await server.call('POST', '/v1/mini/asks/own/feedback', { body: { rating: 'up' } });
    await server.call('POST', '/v1/mini/login', { body: { code: 'c' }, token: null });
    await server.call('GET', '/nowhere');
    const ids = [(await server.traceOf('own')).id, (await server.traceOf('refused')).id];
    await server.stop();

    const requests = collector.spans.filter(({ attributes }) => 'http.request.method' in attributes);
    expect(requests.length).toBeGreaterThan(7);
    const named = requests.flatMap(({ attributes }) => attributes['miniask.record_id'] ?? []);
    expect(named).toHaveLength(2);
    expect(new Set(named)).toEqual(new Set(ids));
  });

  it('name no record of a refusal that could not be stored', async () => {
    const mend = await breakStorage(server.app.get(Database));
    await ask({ traceId: 'refused', userId: 'somebody-else' });
    await mend();
    await server.stop();
    expect(collector.the(REQUEST).attributes).not.toHaveProperty('miniask.record_id');
  });

  it('tell why an ask failed', async () => {
    used.openclaw.otherwise({ kind: 'provider-error', status: 400 });
    const { status } = await ask({ intent: 'summarize', input: { text: 'Some text.' } });
    expect(status).toBeGreaterThanOrEqual(500);
    await server.stop();

    const asked = collector.the('miniask.ask');
    expect(asked).toMatchObject({ status: { code: ERROR }, attributes: { 'miniask.status': 'failed' } });
    expect(asked.attributes['error.type']).toMatch(/^AGENT_/);
    expect(collector.the('miniask.cache.find').attributes).toEqual({ 'miniask.cache.hit': false });
    expect(collector.the(REQUEST)).toMatchObject({ status: { code: ERROR } });
  });

  it('are the same for an answer that is streamed', async () => {
    const { text } = await ask({ stream: true });
    expect(text).toContain('event: done');
    await server.stop();

    expect(collector.the('miniask.ask').parentSpanId).toBe(collector.the(REQUEST).spanId);
    expect(collector.the('miniask.attempt').parentSpanId).toBe(collector.the('miniask.ask').spanId);
  });

  it('go on when the request was answered before the ask has ended', async () => {
    const said = Promise.withResolvers<void>();
    async function* text(): AsyncGenerator<string> {
      await said.promise;
      yield '{"total": 12}';
    }
    used.openclaw.next({ kind: 'answer', text: text() });
    const arrived = used.openclaw.nextRequest();
    const asking = ask({
      intent: 'extract',
      traceId: 'long',
      input: { text: 'Total: 12', fields: [{ name: 'total', type: 'number' }] },
    });
    await arrived;
    clock.advance(3000);
    expect((await asking).status).toBe(202);
    said.resolve();
    await expect.poll(async () => (await server.traceOf('long')).status).toBe('complete');
    await server.stop();

    const [request, asked] = [collector.the(REQUEST), collector.the('miniask.ask')];
    expect(asked.parentSpanId).toBe(request.spanId);
    expect(asked.endTimeUnixNano).toBeGreaterThan(request.endTimeUnixNano);
  });

  it('end also when the client leaves, and when it cancels its ask', async () => {
    async function* text(): AsyncGenerator<string> {
      yield 'We pay for the return of things that are broken. ';
      await new Promise(() => undefined);
    }
    used.openclaw.next({ kind: 'answer', text: text() });
    const leaving = new AbortController();
    const response = await fetch(`${server.url}/v1/mini/ask`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...ASK, stream: true, traceId: 'left' }),
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    expect((await server.call('DELETE', '/v1/mini/asks/left')).body.status).toBe('cancelled');
    await server.stop();

    expect(collector.the(REQUEST).attributes).toMatchObject({ 'miniask.trace_id': 'left' });
    expect(collector.the('miniask.attempt')).toMatchObject({
      status: { code: 0 },
      attributes: { 'miniask.outcome': 'cancelled', 'miniask.ended_by': 'AskCancelled' },
    });
    expect(collector.the('miniask.ask')).toMatchObject({
      status: { code: 0 },
      attributes: { 'miniask.status': 'cancelled' },
    });
  });

  it('tell of a correction, and of tools by their name alone', async () => {
    const call = {
      index: 0,
      id: 'call-0',
      type: 'function',
      function: { name: 'search_knowledge', arguments: '{"query":"碎屏"}' },
    };
    used.openclaw.next({
      kind: 'raw',
      parts: [
        `data: ${JSON.stringify({ id: 'c', choices: [{ delta: { tool_calls: [call] } }] })}\n\n`,
        `data: ${JSON.stringify({ id: 'c', choices: [{ delta: {}, finish_reason: 'tool_calls' }] })}\n\n`,
        'data: [DONE]\n\n',
      ],
    });
    await ask({ profile: 'support_v2' });
    used.openclaw.next({ kind: 'answer', text: 'no fields' });
    await ask({
      intent: 'extract',
      input: { text: 'Total: 12', fields: [{ name: 'total', type: 'number' }] },
    });
    await server.stop();

    const tool = collector.the('execute_tool search_knowledge');
    expect(tool.attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'search_knowledge',
      'miniask.outcome': 'ok',
    });
    expect(parentOf(tool)?.name).toBe('miniask.attempt');
    expect(collector.within(collector.the('miniask.correction'))).toEqual(['miniask.attempt']);
    expect(collector.text).not.toContain('碎屏');
  });

  function parentOf({ parentSpanId }: CollectedSpan): CollectedSpan | undefined {
    return collector.spans.find(({ spanId }) => spanId === parentSpanId);
  }

  it('point to the ask that another one is answered with', async () => {
    const said = Promise.withResolvers<void>();
    async function* text(): AsyncGenerator<string> {
      await said.promise;
      yield '- Late';
    }
    used.openclaw.next({ kind: 'answer', text: text() });
    const same = { intent: 'summarize', input: { text: 'The box was late.' } };
    const arrived = used.openclaw.nextRequest();
    const first = ask({ ...same, traceId: 'first' });
    await arrived;
    const second = ask({ ...same, traceId: 'second' });
    const asks = server.app.get(RunningAsks);
    await expect.poll(() => asks.all().map(({ trace }) => trace.traceId)).toContain('second');
    said.resolve();
    expect((await first).body.cached).toBe(false);
    expect((await second).body.cached).toBe(true);
    await server.stop();

    const named = (traceId: string): CollectedSpan | undefined =>
      collector.named('miniask.ask').find(({ attributes }) => attributes['miniask.trace_id'] === traceId);
    expect(named('second')?.links).toEqual([
      { traceId: named('first')?.traceId, spanId: named('first')?.spanId },
    ]);
    expect(collector.the('miniask.attempt').parentSpanId).toBe(named('first')?.spanId);
  });

  it('tell of content checks, of which WeChat learns nothing', async () => {
    const wechat = await FakeWechat.start();
    try {
      await restart({
        WECHAT_APP_ID: wechat.appId,
        WECHAT_APP_SECRET: wechat.appSecret,
        WECHAT_API_BASE: wechat.url,
        APP_ENV: 'staging',
        AGENT: 'openclaw',
      });
      const login = { body: { code: wechat.newCode('oUpF8uMuAJO_M2pxb1Q9zNjWeS6o') }, token: null };
      const { token } = z
        .object({ token: z.string() })
        .parse((await server.call('POST', '/v1/mini/login', login)).body);
      expect((await server.ask(ASK, token)).status).toBe(200);
      await server.stop();

      expect(collector.named('miniask.safety.check').map(({ attributes }) => attributes)).toEqual([
        expect.objectContaining({ 'miniask.safety.side': 'input', 'miniask.safety.verdict': 'pass' }),
        expect.objectContaining({ 'miniask.safety.side': 'answer', 'miniask.safety.verdict': 'pass' }),
      ]);
      expect(wechat.headers.length).toBeGreaterThan(2);
      for (const headers of wechat.headers) expect(headers).not.toHaveProperty('traceparent');
      expect(collector.text).not.toMatch(/oUpF8|摔坏/);
    } finally {
      await wechat.close();
    }
  });

  it('are those of a replay as well, alone or in a batch, and its record tells which', async () => {
    await ask({ traceId: 'first' });
    const first = await server.traceOf('first');
    const operate = (path: string, body: object) =>
      server.call('POST', `/v1/ops/${path}`, { token: server.token('u_op', true), body });
    const alone = String((await operate(`traces/${first.id}/replay`, {})).body['id']);
    used.openclaw.next({ kind: 'provider-error', status: 400 });
    const order = { intent: 'support', profile: 'support_v2', limit: 1 };
    const batch = String((await operate('replays', order)).body['id']);
    const store = server.app.get(TraceStore);
    const replays = async () => (await store.search({ origin: 'replay' }, { limit: 9 })).records;
    await expect.poll(replays).toHaveLength(2);
    const [inBatch] = await replays();
    const single = await store.find(alone);
    await server.stop();

    const [one, other] = collector.named('miniask.replay');
    expect(one?.attributes).toMatchObject({
      'miniask.record_id': alone,
      'miniask.replay_of': first.id,
      'miniask.trace_id': 'first',
      'miniask.status': 'complete',
    });
    expect(one?.attributes).not.toHaveProperty('miniask.batch_id');
    expect(other).toMatchObject({
      attributes: {
        'miniask.record_id': inBatch?.id,
        'miniask.batch_id': batch,
        'miniask.status': 'failed',
        'error.type': 'AGENT_ERROR',
      },
      status: { code: ERROR },
    });
    for (const [span, record] of [
      [one, single],
      [other, inBatch],
    ] as const) {
      if (span === undefined) throw new Error('no span');
      expect(collector.within(span)).toEqual(['miniask.attempt', 'miniask.trace.store']);
      expect(record?.otelTraceId).toBe(span.traceId);
    }
    expect(collector.named('POST /v1/ops/traces/:id/replay')[0]?.traceId).toBe(one?.traceId);
  });

  it('leave out probes', async () => {
    await server.call('GET', '/healthz');
    await server.call('GET', '/metrics');
    await server.stop();
    expect(collector.spans).toEqual([]);
  });

  it.each(['nonsense', `${traceparent('01')}, ${traceparent('01')}`, `00-${'0'.repeat(32)}-${PARENT_ID}-01`])(
    'begin a trace of their own when the caller tells nonsense: %s',
    async (header) => {
      expect((await ask({ traceId: 'own' }, { traceparent: header })).status).toBe(200);
      const { otelTraceId } = await server.traceOf('own');
      await server.stop();
      expect(collector.the(REQUEST)).toMatchObject({ traceId: otelTraceId });
      expect(otelTraceId).not.toBe(TRACE_ID);
      expect(collector.the(REQUEST).parentSpanId ?? '').toBe('');
    },
  );

  it('are left out where the caller leaves out its own, unless the server is to decide', async () => {
    await ask({}, { traceparent: traceparent('00') });
    expect(used.openclaw.requests[0]?.headers['traceparent']).toMatch(/-00$/);
    await restart({ OTEL_TRACES_SAMPLER: 'always_on' });
    expect(collector.spans).toEqual([]);
    await ask({}, { traceparent: traceparent('00') });
    await server.stop();
    expect(collector.the(REQUEST)).toMatchObject({ traceId: TRACE_ID, parentSpanId: PARENT_ID });
  });

  it('come with what the standard variables say of the process, and by the protocol that is the default', async () => {
    await restart({
      OTEL_SERVICE_NAME: 'asks',
      OTEL_RESOURCE_ATTRIBUTES: 'service.version=1%2E2,team=mini',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
    });
    await ask({});
    await restart({ OTEL_EXPORTER_OTLP_PROTOCOL: '', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
    expect(collector.resources[0]).toEqual({
      'service.name': 'asks',
      'service.version': '1.2',
      'deployment.environment.name': 'dev',
      team: 'mini',
    });
    expect(collector.requests[0]?.headers['x-key']).toBe('a b');
    await ask({});
    await server.stop();
    expect(collector.requests.at(-1)?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-encoding': 'gzip',
    });
  });
});

describe('a server that traces nothing', () => {
  const used = useOpenClaw();

  it('keeps the id of the caller with the ask, and tells the gateway nothing', async () => {
    const env = { OPENCLAW_URL: used.openclaw.url, OPENCLAW_TOKEN: used.openclaw.token };
    const server = await RunningApp.start({ files: FILES, env });
    try {
      const headers = { traceparent: traceparent('01') };
      await server.call('POST', '/v1/mini/ask', { body: { ...ASK, traceId: 'known' }, headers });
      await server.ask({ ...ASK, traceId: 'unknown' });
      expect((await server.traceOf('known')).otelTraceId).toBe(TRACE_ID);
      expect(await server.traceOf('unknown')).not.toHaveProperty('otelTraceId');
      expect(used.openclaw.requests[0]?.headers).not.toHaveProperty('traceparent');
    } finally {
      await server.stop();
    }
  });
});
