import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgentClient } from '../../src/agent/agent-client.js';
import { Database } from '../../src/storage/database.js';
import { TraceStore } from '../../src/trace/trace-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { type Reply, RunningApp } from '../support/running-app.js';

const PROFILES = `
profiles:
  summarize_v1:
    model: fast
    system_prompt: You are a concise assistant.
    max_tokens: 400
    temperature: 0.2
    fallback: summarize_v2
  summarize_v2:
    model: strong
    system_prompt: You are the second choice.
    max_tokens: 300
  extract_v1:
    model: patient
    system_prompt: You read fields.
    max_tokens: 200
    deadline_ms: 3000
  support_v1:
    model: strong
    system_prompt: You help.
    max_tokens: 800
    hedge_ms: 700
routing:
  summarize: summarize_v1
  extract: extract_v1
  support: support_v1
`;
const policy = (more: string): string => `
environments:
  dev:
    allowed_profiles: [summarize_v1, summarize_v2, extract_v1, support_v1]
    log_level: warn
    ${more}
`;
const MODELS = `
models:
  fast: { agent: fast, first_content_ms: 5000, total_ms: 20000 }
  strong: { agent: strong, model: stub/stub-strong, first_content_ms: 7500 }
  patient: { agent: fast, first_content_ms: 15000, total_ms: 20000 }
`;

const SUMMARIZE = { intent: 'summarize', input: { text: 'The box was late. The box was broken.' } };
const EXTRACT = {
  intent: 'extract',
  input: { text: 'Total: 12', fields: [{ name: 'total', type: 'number' }] },
};

const FAILURE = { kind: 'provider-error', status: 500 } as const;

describe('asking through OpenClaw', () => {
  let openclaw: FakeOpenClaw;
  let clock: FakeClock;
  let server: RunningApp;

  beforeAll(async () => {
    openclaw = await FakeOpenClaw.start();
  });
  afterAll(() => openclaw.stop());
  beforeEach(async () => {
    openclaw.reset();
    clock = new FakeClock();
    server = await start('');
  });
  afterEach(() => server.stop());

  function start(more: string, env: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
    return RunningApp.start({
      clock,
      env: {
        OPENCLAW_URL: openclaw.url,
        OPENCLAW_TOKEN: openclaw.token,
        MINIASK_SHUTDOWN_GRACE_MS: '2500',
        ...env,
      },
      files: {
        'mini-program-profiles.yaml': PROFILES,
        'env-policy.yaml': policy(more),
        'models.yaml': MODELS,
      },
    });
  }

  /** As `server.ask`, letting every pause before another try pass at once. */
  async function askPatiently(body: unknown): Promise<Reply> {
    const asked = server.ask(body);
    const over = asked.then(() => true);
    const nextTurn = (): Promise<false> => new Promise((resolve) => setImmediate(resolve, false));
    while (!(await Promise.race([over, nextTurn()]))) {
      const pause = clock.pending.find((ms) => ms >= 100 && ms <= 300);
      if (pause !== undefined) clock.advance(pause);
    }
    return asked;
  }

  const traceOf = (traceId: string) => server.traceOf(traceId);

  it("sends the profile's prompt, model, limits and the text as data, and nothing of the user", async () => {
    openclaw.next({
      kind: 'answer',
      text: '- Late\n- Broken',
      usage: { promptTokens: 50, completionTokens: 7 },
    });
    const { body } = await server.ask({ ...SUMMARIZE, userId: 'u_123', traceId: 'seed-1' });
    expect(body).toMatchObject({
      answer: '• Late\n• Broken',
      output: { bullets: ['Late', 'Broken'] },
      profile: 'summarize_v1',
      model: 'fast',
      degraded: false,
      usage: { promptTokens: 50, completionTokens: 7 },
    });
    const [request] = openclaw.requests;
    expect(request?.agent).toBe('fast');
    expect(request?.sessionKey).toMatch(/^agent:fast:miniask:[0-9a-f-]{36}$/);
    expect(request?.system).toMatch(/^\[[a-z]{24}\]\n\nYou are a concise assistant\./);
    expect(request?.system).not.toContain('The box was late');
    expect(request?.user).toContain('The box was late. The box was broken.');
    expect(request?.body).toMatchObject({ stream: true, temperature: 0.2, max_completion_tokens: 400 });
    expect(JSON.stringify([request?.body, request?.headers])).not.toMatch(/u_123|seed-1/);
  });

  it('names the model where models.yaml gives one', async () => {
    await server.ask({ intent: 'support', input: { text: 'Help' } });
    expect(openclaw.requests[0]).toMatchObject({ agent: 'strong', model: 'stub/stub-strong' });
  });

  it('tries again once what failed for a passing reason, and tells of it', async () => {
    openclaw.next({ kind: 'provider-error', status: 500 }, { kind: 'answer', text: '- Second' });
    const { status, body } = await askPatiently(SUMMARIZE);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      answer: '• Second',
      profile: 'summarize_v1',
      degraded: true,
      attempts: [
        { profile: 'summarize_v1', model: 'fast', outcome: 'AGENT_ERROR' },
        { profile: 'summarize_v1', model: 'fast', outcome: 'ok' },
      ],
    });
  });

  it('falls back, and tells of it', async () => {
    openclaw.next(FAILURE, FAILURE, { kind: 'answer', text: '- Second' });
    const { status, body } = await askPatiently(SUMMARIZE);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      profile: 'summarize_v2',
      model: 'strong',
      degraded: true,
      attempts: [
        { profile: 'summarize_v1', model: 'fast', outcome: 'AGENT_ERROR' },
        { profile: 'summarize_v1', model: 'fast', outcome: 'AGENT_ERROR' },
        { profile: 'summarize_v2', model: 'strong', outcome: 'ok' },
      ],
    });
  });

  it('replaces nothing that was said already: no other try, no fallback', async () => {
    openclaw.next({ kind: 'provider-error', status: 500, after: ['- The box was late.\n- The', ' box was'] });
    const { status, body } = await server.ask(SUMMARIZE);
    expect([status, body.code]).toEqual([502, 'AGENT_ERROR']);
    expect(openclaw.requests).toHaveLength(1);
  });

  it('fails within the budget when neither the profile nor its fallback says anything', async () => {
    openclaw.otherwise({ kind: 'silence' });
    const first = openclaw.nextRequest();
    const asked = server.ask(SUMMARIZE);
    await first;
    const second = openclaw.nextRequest();
    clock.advance(5000);
    await second;
    await clock.untilTimer((ms) => ms === 2800);
    clock.advance(2800);
    const { status, body } = await asked;
    expect([status, body.code]).toEqual([504, 'AGENT_TIMEOUT']);
    expect(openclaw.requests.map(({ agent }) => agent)).toEqual(['fast', 'strong']);
  });

  it('asks the fallback when no answer could be made of what the profile said', async () => {
    openclaw.next(
      { kind: 'answer', text: '' },
      { kind: 'answer', text: ' ' },
      { kind: 'answer', text: '- Ok' },
    );
    const { body } = await askPatiently(SUMMARIZE);
    expect(body).toMatchObject({ answer: '• Ok', profile: 'summarize_v2', degraded: true });
  });

  it('waits as long as a provider asks for, where there is time', async () => {
    openclaw.next(
      { kind: 'provider-error', status: 429, retryAfterS: 2 },
      { kind: 'answer', text: '- Later' },
    );
    const asked = server.ask(SUMMARIZE);
    clock.advance(await clock.untilTimer((ms) => ms > 2000 && ms <= 2200));
    expect((await asked).body).toMatchObject({ answer: '• Later', profile: 'summarize_v1' });

    openclaw.next(
      { kind: 'provider-error', status: 429, retryAfterS: 30 },
      { kind: 'answer', text: '- Else' },
    );
    expect((await server.ask(SUMMARIZE)).body).toMatchObject({ answer: '• Else', profile: 'summarize_v2' });
  });

  describe('when the gateway is gone', () => {
    let url: string;

    beforeEach(async () => {
      ({ url } = openclaw);
      await openclaw.stop();
    });
    afterEach(async () => {
      openclaw = await FakeOpenClaw.start({ port: Number(new URL(url).port) });
    });

    const gatewayState = (): string | undefined => server.app.get(AgentClient).status().gateways[0]?.state;

    it('says so after one short pause, and at once as soon as that is known', async () => {
      const asked = server.ask(SUMMARIZE);
      const pause = await clock.untilTimer((ms) => ms >= 100 && ms <= 300);
      await expect.poll(gatewayState).toBe('unreachable');
      clock.advance(pause);
      const { status, body, headers } = await asked;
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'AGENT_UNAVAILABLE', '5']);

      expect((await server.ask(SUMMARIZE)).status).toBe(503);
    });

    it('serves an ask for which it comes back in time', async () => {
      const asked = server.ask(SUMMARIZE);
      const pause = await clock.untilTimer((ms) => ms >= 100 && ms <= 300);
      openclaw = await FakeOpenClaw.start({ port: Number(new URL(url).port) });
      clock.advance(pause);
      expect((await asked).status).toBe(200);
      await openclaw.stop();
    });

    it('tells no log where it was', async () => {
      const lines: unknown[][] = [];
      const note = (...line: unknown[]): void => void lines.push(line);
      server.app.useLogger({ log: note, warn: note, error: note, debug: note });
      await askPatiently(SUMMARIZE);
      await server.call('GET', '/readyz', { token: null });

      const told = inspect(lines, { depth: null });
      expect(told).toContain('ECONNREFUSED');
      expect(told).not.toContain(new URL(url).port);
    });
  });

  it('refuses at once whom waiting would not help, with the time after which it would', async () => {
    await server.stop();
    server = await start('', { MINIASK_GATEWAY_RUNS: '1', MINIASK_QUEUE_LENGTH: '0' });
    openclaw.next({ kind: 'silence' });
    const arrived = openclaw.nextRequest();
    const first = server.ask({ ...SUMMARIZE, traceId: 'first' });
    await arrived;
    // Nobody lets any time pass.
    const { status, body, headers } = await server.ask(SUMMARIZE);
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'AGENT_OVERLOADED', '5']);

    await server.call('DELETE', '/v1/mini/asks/first');
    await first;
  });

  describe('with a hedge', () => {
    const ask = { intent: 'support', input: { text: 'Help' } };

    it('asks a second time beside a model that is slow to begin, and takes who begins first', async () => {
      openclaw.next({ kind: 'silence' }, { kind: 'answer', text: 'The second was faster.' });
      const first = openclaw.nextRequest();
      const asked = server.ask(ask);
      const { closed } = await first;
      await clock.untilTimer((ms) => ms === 700);
      clock.advance(700);
      const { body } = await asked;
      expect(body).toMatchObject({ answer: 'The second was faster.', degraded: true });
      expect(body.attempts).toMatchObject([{ outcome: 'superseded' }, { outcome: 'ok' }]);
      expect(await closed).toBe('left');
    });

    it('lets the first go on when it begins after all, and is not degraded by it', async () => {
      const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
      openclaw.next(
        {
          kind: 'answer',
          text: (async function* () {
            await more;
            yield 'The first, after all.';
          })(),
        },
        { kind: 'silence' },
      );
      const asked = server.ask({ ...ask, traceId: 'first' });
      await openclaw.nextRequest();
      await clock.untilTimer((ms) => ms === 700);
      const second = openclaw.nextRequest();
      clock.advance(700);
      const { closed } = await second;
      goOn();
      expect((await asked).body).toMatchObject({ answer: 'The first, after all.', degraded: false });
      expect(await closed).toBe('left');
      const trace = await traceOf('first');
      expect(trace.attempts.map(({ outcome }) => outcome)).toEqual(['ok', 'superseded']);
      expect(trace.firstContentMs).toBe(700);
    });

    it('fails within the budget when neither says anything', async () => {
      openclaw.otherwise({ kind: 'silence' });
      const arrived = openclaw.nextRequest();
      const asked = server.ask(ask);
      await arrived;
      const second = openclaw.nextRequest();
      clock.advance(700);
      await second;
      clock.advance(7100);
      const { status, body } = await asked;
      expect([status, body.code]).toEqual([504, 'AGENT_TIMEOUT']);
    });

    it('asks once where the model is fast, and fails like any other', async () => {
      openclaw.next({ kind: 'answer', text: 'Fast.' });
      expect((await server.ask(ask)).body).toMatchObject({ answer: 'Fast.', degraded: false });
      openclaw.otherwise({ kind: 'provider-error', status: 400 });
      expect((await askPatiently(ask)).body.code).toBe('AGENT_ERROR');
    });

    it('waits for the other one when one of both fails', async () => {
      const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
      openclaw.next(
        {
          kind: 'answer',
          text: (async function* () {
            await more;
            yield 'Slow, but there.';
          })(),
        },
        FAILURE,
      );
      const asked = server.ask(ask);
      await openclaw.nextRequest();
      await clock.untilTimer((ms) => ms === 700);
      const second = openclaw.nextRequest();
      clock.advance(700);
      await (
        await second
      ).closed;
      goOn();
      expect((await asked).body).toMatchObject({ answer: 'Slow, but there.' });
    });
  });

  it('falls back to the local agent only where the environment allows it', async () => {
    openclaw.otherwise({ kind: 'provider-error', status: 503 });
    expect((await askPatiently(SUMMARIZE)).status).toBeGreaterThanOrEqual(502);

    await server.stop();
    server = await start('allow_local_fallback: true');
    const { status, body } = await askPatiently(SUMMARIZE);
    expect(status).toBe(200);
    expect(body).toMatchObject({ model: 'local', degraded: true });
  });

  it('gives up a model that says nothing, and asks the next', async () => {
    openclaw.next({ kind: 'silence' }, { kind: 'answer', text: '- Second' });
    const first = openclaw.nextRequest();
    const asked = server.ask(SUMMARIZE);
    const { closed } = await first;
    clock.advance(5000);
    expect(await closed).toBe('left');
    const { body } = await asked;
    expect(body.attempts?.[0]).toMatchObject({ outcome: 'AGENT_TIMEOUT' });
    expect(body.answer).toBe('• Second');
  });

  it('corrects an unusable answer once', async () => {
    openclaw.next(
      { kind: 'answer', text: 'no idea', usage: { promptTokens: 40, completionTokens: 2 } },
      { kind: 'answer', text: '{"fields":{"total":12}}', usage: { promptTokens: 60, completionTokens: 9 } },
    );
    const { body } = await server.ask(EXTRACT);
    expect(body.output).toEqual({ fields: { total: 12 } });
    expect(body.usage).toEqual({ promptTokens: 100, completionTokens: 11 });
    expect(body.degraded).toBe(true);
    expect(body.attempts?.map(({ outcome }) => outcome)).toEqual(['OUTPUT_INVALID', 'ok']);
  });

  it('corrects within the budget', async () => {
    openclaw.next({ kind: 'answer', text: 'no idea' }, { kind: 'silence' });
    const asked = server.ask(EXTRACT);
    await openclaw.nextRequest();
    await openclaw.nextRequest();
    clock.advance(2800);
    const { status, body } = await asked;
    expect([status, body.code]).toEqual([504, 'AGENT_TIMEOUT']);
  });

  it('says OUTPUT_INVALID when the second answer is unusable as well', async () => {
    openclaw.otherwise({ kind: 'answer', text: 'no idea' });
    const { status, body } = await server.ask(EXTRACT);
    expect([status, body.code]).toEqual([502, 'OUTPUT_INVALID']);
    expect(openclaw.requests).toHaveLength(2);
  });

  it('answers 202 when the budget is used up, goes on, and shows the rest later', async () => {
    const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
    openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield '{"fields":';
        await more;
        yield '{"total":12}}';
      })(),
    });
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...EXTRACT, traceId: 'slow' });
    const { closed } = await arrived;
    clock.advance(3000);
    const early = await asked;
    expect(early.status).toBe(202);
    expect(early.body).toMatchObject({ status: 'running', answer: '', next: '/v1/mini/asks/slow' });
    const operator = server.token('op', true);
    const stored = await server.call('GET', '/v1/ops/traces?traceId=slow', { token: operator });
    expect(stored.body.items).toMatchObject([{ status: 'running' }]);

    goOn();
    await closed;
    const joined = await server.ask({ ...EXTRACT, traceId: 'slow' });
    expect(joined.status).toBe(200);
    expect(joined.body.output).toEqual({ fields: { total: 12 } });
    expect((await server.call('GET', early.body.next ?? '')).body.status).toBe('complete');
    expect(openclaw.requests).toHaveLength(1);
  });

  it('shows the answer so far, and has it on record before', async () => {
    const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: heard, resolve: hear } = Promise.withResolvers<void>();
    openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield '- The box was late.\n- It was bro';
        hear();
        await more;
        yield 'ken.';
      })(),
    });
    const asked = server.ask({ ...SUMMARIZE, traceId: 'part' });
    await heard;
    const onRecord = async (): Promise<unknown> => (await traceOf('part')).answer;
    await untilShown('/v1/mini/asks/part', '• The box was late.');
    expect(await onRecord()).toBe('• The box was late.');
    clock.advance(8000);
    const early = await asked;
    expect([early.status, early.body.answer]).toEqual([202, '• The box was late.']);

    goOn();
    await untilShown('/v1/mini/asks/part', '• The box was late.\n• It was broken.');
    expect(await onRecord()).toBe('• The box was late.\n• It was broken.');
  });

  it('shows the whole answer, and never less, to who looks while it is being stored', async () => {
    openclaw.next({ kind: 'answer', text: '- The box was late.\n- Broken' });
    const store = server.app.get(TraceStore);
    const save = store.save.bind(store);
    const { promise: stored, resolve: goOn } = Promise.withResolvers<void>();
    const { promise: saving, resolve: begin } = Promise.withResolvers<void>();
    store.save = async (record) => {
      begin();
      await stored;
      return save(record);
    };
    const asked = server.ask({ ...SUMMARIZE, traceId: 'storing' });
    await saving;
    const looked = server.call('GET', '/v1/mini/asks/storing');
    await new Promise(setImmediate);
    goOn();
    const whole = '• The box was late.\n• Broken';
    expect([(await looked).body.answer, (await asked).body.answer]).toEqual([whole, whole]);
    expect(await traceOf('storing')).toMatchObject({ status: 'complete', answer: whole });
  });

  it('cancels: the run is aborted at the source, again and again harmlessly', async () => {
    openclaw.next({ kind: 'silence' });
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...SUMMARIZE, traceId: 'stop' });
    const { closed } = await arrived;
    const cancelled = await server.call('DELETE', '/v1/mini/asks/stop');
    expect(await closed).toBe('left');
    expect(cancelled.body.status).toBe('cancelled');
    expect((await asked).body.status).toBe('cancelled');
    expect((await server.call('DELETE', '/v1/mini/asks/stop')).body.status).toBe('cancelled');
    expect(openclaw.requests).toHaveLength(1);
  });

  it('retries under the same traceId what failed for a passing reason', async () => {
    openclaw.otherwise(FAILURE);
    const ask = { ...SUMMARIZE, traceId: 'retry' };
    expect((await askPatiently(ask)).status).toBe(502);
    openclaw.otherwise({ kind: 'answer', text: '- Now' });
    expect((await server.ask(ask)).body.answer).toBe('• Now');
  });

  it('remembers a traceId for ten minutes after the end', async () => {
    openclaw.otherwise({ kind: 'answer', text: '- One' });
    const ask = { ...SUMMARIZE, traceId: 'ten' };
    const other = { ...ask, input: { text: 'Another text.' } };
    clock.advance(1);
    await server.ask(ask);
    clock.advance(599_000);
    expect((await server.ask(ask, server.token())).status).toBe(200);
    expect((await server.ask(other, server.token())).status).toBe(409);
    clock.advance(1001);
    expect((await server.ask(other, server.token())).status).toBe(200);
    expect(openclaw.requests).toHaveLength(2);
  });

  it('withholds an answer whose trace cannot be stored', async () => {
    openclaw.otherwise({ kind: 'answer', text: '- Secret answer' });
    await server.app.get(Database).close();
    const { status, body } = await server.ask({ ...SUMMARIZE, traceId: 'lost' });
    expect([status, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(body)).not.toContain('Secret answer');
    const later = await server.call('GET', '/v1/mini/asks/lost');
    expect(later.body).toMatchObject({ status: 'failed', answer: '', output: null });
    const { status: ready, body: health } = await server.call('GET', '/readyz', { token: null });
    expect(ready).toBe(503);
    expect(health.details?.['storage']?.status).toBe('down');
    // Nobody pays for an answer that could not be given either.
    const next = await server.ask({ ...SUMMARIZE, traceId: 'lost' });
    expect([next.status, next.body.code, next.headers.get('retry-after')]).toEqual([500, 'INTERNAL', '5']);
    expect(openclaw.requests).toHaveLength(1);
  });

  it('counts asks, refusals, tokens and failed attempts', async () => {
    openclaw.next(FAILURE, FAILURE, {
      kind: 'answer',
      text: '- Two',
      usage: { promptTokens: 11, completionTokens: 3 },
    });
    await askPatiently(SUMMARIZE);
    await server.ask({ ...SUMMARIZE, profile: 'support_v1' });
    const { text: metrics } = await server.call('GET', '/metrics', { token: null });
    for (const line of [
      'miniask_asks_total{intent="summarize",profile="summarize_v2",status="complete",code="none"} 1',
      'miniask_asks_total{intent="summarize",profile="none",status="refused",code="PROFILE_NOT_ALLOWED"} 1',
      'miniask_tokens_total{profile="summarize_v2",model="strong",kind="prompt"} 11',
      'miniask_tokens_total{profile="summarize_v2",model="strong",kind="completion"} 3',
      'miniask_first_content_seconds_count{profile="summarize_v2",model="strong"} 1',
      'miniask_ask_duration_seconds_count{intent="summarize",profile="summarize_v2"} 1',
    ]) {
      expect(metrics).toContain(line);
    }
    expect(metrics).toMatch(
      /miniask_agent_errors_total\{agent="openclaw",model="fast",code="AGENT_ERROR",reason="\w+"\} 2/,
    );
  });

  it('gives no vendor text away', async () => {
    openclaw.otherwise({ kind: 'provider-error', status: 401 });
    const { body } = await server.ask(SUMMARIZE);
    expect(body.code).toBe('AGENT_UNAVAILABLE');
    expect(JSON.stringify(body)).not.toMatch(/stub|provider|127\.0\.0\.1|gateway-token/);
  });

  it('lets running asks finish when it is stopped, and takes no new ones', async () => {
    const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
    openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield '- One';
        await more;
        yield '\n- Two';
      })(),
    });
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...SUMMARIZE, traceId: 'last' });
    await arrived;
    const stopped = server.stop();
    const late = await server.ask({ ...SUMMARIZE, traceId: 'late' });
    expect([late.status, late.body.code]).toEqual([503, 'SHUTTING_DOWN']);
    expect(late.headers.get('retry-after')).toBe('5');
    expect((await server.call('GET', '/readyz', { token: null })).status).toBe(503);
    goOn();
    expect((await asked).body.answer).toBe('• One\n• Two');
    await stopped;
    server = await start('');
  });

  it('ends honestly what outlives the grace period of a stop', async () => {
    openclaw.next({ kind: 'silence' });
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...EXTRACT, traceId: 'cut-off' });
    const { closed } = await arrived;
    const stopped = server.stop();
    await clock.untilTimer((ms) => ms === 2500);
    clock.advance(2500);
    expect(await closed).toBe('left');
    const { status, body } = await asked;
    expect([status, body.code]).toEqual([503, 'SHUTTING_DOWN']);
    await stopped;
    server = await start('');
  });

  it('corrects and falls back only while there is time', async () => {
    const { promise: more, resolve: goOn } = Promise.withResolvers<void>();
    openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield 'no';
        await more;
        yield ' idea';
      })(),
    });
    const arrived = openclaw.nextRequest();
    const asked = server.ask({ ...EXTRACT, traceId: 'too-late' });
    const { closed } = await arrived;
    clock.advance(3000);
    expect((await asked).status).toBe(202);
    goOn();
    await closed;
    let ended = await server.call('GET', '/v1/mini/asks/too-late');
    while (ended.body.status === 'running') ended = await server.call('GET', '/v1/mini/asks/too-late');
    expect(ended.body).toMatchObject({ status: 'failed', error: { code: 'OUTPUT_INVALID' } });
    expect(openclaw.requests).toHaveLength(1);
  });

  /** Looks again until the server has read what the fake has sent. */
  async function untilShown(path: string, answer: string): Promise<void> {
    let shown = await server.call('GET', path);
    while (shown.body.answer !== answer && shown.body.status === 'running')
      shown = await server.call('GET', path);
    expect(shown.body.answer).toBe(answer);
  }

  it('is ready only when a gateway is', async () => {
    expect((await server.call('GET', '/readyz', { token: null })).status).toBe(200);
    const { body: well } = await server.call('GET', '/readyz', { token: null });
    expect(well.details?.['agent']).toMatchObject({
      agent: 'openclaw',
      gateways: [{ name: 'gateway-1', state: 'ready', ways: ['chat'] }],
    });
    expect(JSON.stringify(well)).not.toContain('127.0.0.1');
    openclaw.ready = false;
    const { status, body } = await server.call('GET', '/readyz', { token: null });
    expect(status).toBe(503);
    expect(body.details).toMatchObject({ storage: { status: 'up' }, agent: { status: 'down' } });
  });

  it('tells operators and Prometheus who serves, and how', async () => {
    const token = server.token('op', true);
    const { body } = await server.call('GET', '/v1/ops/agent', { token });
    expect(body).toEqual({
      agent: 'openclaw',
      gateways: [{ name: 'gateway-1', state: 'ready', ways: ['chat'], running: 0, broken: [] }],
      waiting: 0,
    });
    const { text: metrics } = await server.call('GET', '/metrics', { token: null });
    for (const line of ['miniask_gateway_ready{gateway="gateway-1"} 1', 'miniask_runs_waiting 0']) {
      expect(metrics).toContain(line);
    }
  });

  it('writes everything into the trace', async () => {
    openclaw.next(FAILURE, FAILURE, { kind: 'answer', text: '- Second' });
    await askPatiently({ ...SUMMARIZE, traceId: 'why', context: { page: 'home' } });
    const record = await traceOf('why');
    expect(record).toMatchObject({
      traceId: 'why',
      userId: 'u_123',
      intent: 'summarize',
      status: 'complete',
      httpStatus: 200,
      input: { text: 'The box was late. The box was broken.' },
      context: { page: 'home' },
      profile: 'summarize_v2',
      model: 'strong',
      answer: '• Second',
      degraded: true,
    });
    expect(record.routing.map(({ rule }) => rule)).toEqual(['shared-route', 'policy', 'fallback']);
    expect(record.attempts[0]).toMatchObject({
      outcome: 'AGENT_ERROR',
      agent: 'openclaw',
      way: 'chat',
      gateway: 'gateway-1',
      queuedMs: 0,
    });
    const served = openclaw.requests[2];
    expect(record.attempts[2]?.sessionKey).toBe(served?.sessionKey);
    expect(record.attempts[2]?.responseId).toMatch(/^chatcmpl_/);
    expect(record.profileDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(record.configDigest).toMatch(/^[0-9a-f]{64}$/);
  });
});
