import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Reply, RunningApp } from '../support/running-app.js';
import { EngineHidingProxy } from './engine-hiding-proxy.js';
import { type RealOpenClaw, startRealOpenClaw } from './real-openclaw.js';
import type { PluginSource } from './real-plugin.js';

const TEXT = 'The box was late. The box was broken. Support sent a new one within a day.';
const SUMMARIZE = { intent: 'summarize', userId: 'u_123', input: { text: TEXT, maxBullets: 6 } };

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  summarize_v1:
    model: fast
    system_prompt: |
      You are a concise assistant.
      Return bullet points only.
    max_tokens: 400
  support_v1:
    model: fast
    system_prompt: You help.
    tools: [search_knowledge]
  support_v2:
    model: fast
    system_prompt: You read files.
    tools: [read]
routing:
  summarize: summarize_v1
  support: support_v1
`,
  'env-policy.yaml':
    'environments: {prod: {allowed_profiles: [summarize_v1, support_v1, support_v2], log_level: warn}}',
  'models.yaml': 'models: {fast: {agent: fast, first_content_ms: 6000, total_ms: 12000}}',
};

/** What differs by the way on which a gateway is asked. */
interface WayCase {
  readonly plugin: PluginSource | false;
  /** An engine that the plugin is made to lack. */
  readonly hidden?: string;
  readonly plain: string;
  /** With tools of ours. */
  readonly withOurs: string;
  /** With tools of OpenClaw. */
  readonly withTools: string;
  readonly responseId: RegExp;
  /** What becomes of a provider that breaks off. */
  readonly dropped: string;
  /** What becomes of a provider that limits the rate for long. */
  readonly limited: readonly [status: number, code: string];
}

const WAYS: readonly (readonly [name: string, way: WayCase])[] = [
  [
    'the plugin',
    {
      plugin: 'path',
      plain: 'lean',
      withOurs: 'lean',
      withTools: 'agent',
      responseId: /^mac_/,
      dropped: 'AGENT_ERROR',
      limited: [503, 'AGENT_OVERLOADED'],
    },
  ],
  [
    'the one call that OpenClaw documents',
    {
      plugin: 'path',
      hidden: 'lean',
      plain: 'public',
      withOurs: 'chat',
      withTools: 'agent',
      responseId: /^mac_/,
      dropped: 'AGENT_ERROR',
      // It does not tell how a provider failed.
      limited: [502, 'AGENT_ERROR'],
    },
  ],
  [
    'chat completions',
    {
      plugin: false,
      plain: 'chat',
      withOurs: 'chat',
      withTools: 'chat',
      responseId: /^chatcmpl_/,
      dropped: 'AGENT_TIMEOUT',
      limited: [503, 'AGENT_OVERLOADED'],
    },
  ],
];

describe.each(WAYS)('the whole server in front of a real gateway, by %s', (_, way) => {
  let gateway: RealOpenClaw;
  let proxy: EngineHidingProxy | undefined;
  let server: RunningApp;
  let asks = 0;

  beforeAll(async () => {
    gateway = await startRealOpenClaw({
      plugin: way.plugin,
      configure: ({ agents, plugins }) => {
        const { fast } = agents.entries;
        agents.entries['fast--read'] = { ...fast, tools: { allow: ['read'] } };
        if (way.plugin === false) Object.assign(plugins, { enabled: false });
      },
    });
    if (way.hidden !== undefined) proxy = await EngineHidingProxy.start(gateway.url, way.hidden);
    const { url } = proxy ?? gateway;
    server = await RunningApp.start({
      env: { APP_ENV: 'prod', OPENCLAW_URL: url, OPENCLAW_TOKEN: gateway.token },
      files: FILES,
    });
    // The first request to an agent takes many seconds, on a busy machine more than any model may take; that is
    // no part of this test.
    for (const agent of ['fast', 'fast--read', 'fast', 'fast--read']) await warmUp(agent);
  });
  afterAll(async () => {
    await server.stop();
    await proxy?.stop();
    await gateway.stop();
  });
  beforeEach(() => gateway.provider.reset());

  /** Asks an agent of the gateway itself, for as long as that takes. */
  async function warmUp(agent: string): Promise<void> {
    const messages = [{ role: 'user', content: 'Hello?' }];
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: `openclaw/${agent}`, messages }),
    });
    expect(response.status).toBe(200);
    await response.text();
  }

  /** Asks, and waits for the end when the budget was used up before. */
  async function patiently(body: object): Promise<Reply & { readonly traceId: string }> {
    const traceId = `ask-${(asks += 1)}`;
    let reply = await server.ask({ traceId, ...body });
    while (reply.body.status === 'running') {
      await new Promise((resolve) => setTimeout(resolve, 100));
      reply = await server.call('GET', `/v1/mini/asks/${traceId}`);
    }
    return { ...reply, traceId };
  }

  const traceOf = (traceId: string) => server.traceOf(traceId);

  /** One failure is soon forgotten, so that the next test does not find the model left alone. */
  async function servesAgain(): Promise<void> {
    gateway.provider.reset();
    expect((await patiently(SUMMARIZE)).body).toMatchObject({ status: 'complete' });
  }

  it('answers the request of a Mini Program, by the prompt, model and token limit of its profile', async () => {
    gateway.provider.next({ kind: 'answer', tokens: ['- Late', ' and broken\n', '- Replaced', ' in a day'] });
    const { body } = await patiently({ ...SUMMARIZE, traceId: '1710000000000' });
    expect(body).toMatchObject({
      status: 'complete',
      answer: '• Late and broken\n• Replaced in a day',
      output: { bullets: ['Late and broken', 'Replaced in a day'] },
      profile: 'summarize_v1',
      model: 'fast',
      degraded: false,
    });

    expect(gateway.provider.calls).toHaveLength(1);
    const told = gateway.provider.calls[0]?.body;
    expect(told?.model).toBe('stub-fast');
    expect(told?.max_tokens ?? told?.max_completion_tokens).toBe(400);
    const [system, user] = told?.messages ?? [];
    expect(system).toMatchObject({ role: 'system' });
    expect(JSON.stringify(system?.content)).toContain('You are a concise assistant.');
    expect(JSON.stringify(system?.content)).not.toContain('The box was late');
    expect(JSON.stringify(user?.content)).toContain('The box was late');
    expect(JSON.stringify(told)).not.toMatch(/u_123|1710000000000/);
  });

  it('joins log, session and record', async () => {
    const { traceId } = await patiently({ ...SUMMARIZE });
    const { attempts, usage } = await traceOf(traceId);
    expect(attempts[0]).toMatchObject({
      way: way.plain,
      gateway: 'gateway-1',
      sessionKey: `agent:fast:miniask:${attempts[0]?.runId}`,
      responseId: expect.stringMatching(way.responseId),
    });
    expect(usage?.promptTokens).toBeGreaterThan(0);
  });

  it.each([
    ['refuses', { kind: 'status', status: 400 }, 502, 'AGENT_ERROR'],
    [
      'limits the rate for long',
      { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
      ...way.limited,
    ],
    ['fails', { kind: 'status', status: 500 }, 502, 'AGENT_ERROR'],
    ['hangs', { kind: 'hang' }, 504, 'AGENT_TIMEOUT'],
    ['goes silent before its first word', { kind: 'silence', tokens: [] }, 504, 'AGENT_TIMEOUT'],
  ] as const)('answers honestly and in time when the provider %s', async (_name, behaviour, status, code) => {
    gateway.provider.otherwise(behaviour);
    const begun = performance.now();
    const { status: got, body } = await server.ask(SUMMARIZE);
    expect([got, body.code]).toEqual([status, code]);
    expect(performance.now() - begun).toBeLessThan(8500);
    expect(JSON.stringify(body)).not.toMatch(/stub|provider-key|127\.0\.0\.1/);
    await servesAgain();
  });

  it('answers honestly when the provider breaks off in the middle', async () => {
    gateway.provider.otherwise({ kind: 'drop', tokens: ['- Half'] });
    expect((await server.ask(SUMMARIZE)).body.code).toBe(way.dropped);
    await servesAgain();
  });

  it('leaves the provider at once when an ask is cancelled', async () => {
    gateway.provider.next({ kind: 'silence', tokens: ['- Some'] });
    const called = gateway.provider.nextCall();
    const asked = server.ask({ ...SUMMARIZE, traceId: 'cancelled' });
    const { closed } = await called;
    await server.call('DELETE', '/v1/mini/asks/cancelled');
    await closed;
    expect((await asked).body.status).toBe('cancelled');
  });

  it('runs a tool of ours that the model asks for', async () => {
    gateway.provider.next(
      {
        kind: 'tool-calls',
        calls: [{ id: 'call_1', name: 'search_knowledge', arguments: ['{"query":"退货', ' 运费"}'] }],
      },
      { kind: 'answer', tokens: ['质量问题的运费由我们承担。'] },
    );
    const { body, traceId } = await patiently({ intent: 'support', input: { text: '退货的运费谁承担？' } });
    expect(body).toMatchObject({ status: 'complete', answer: '质量问题的运费由我们承担。' });
    const [attempt] = (await traceOf(traceId)).attempts;
    expect(attempt).toMatchObject({
      way: way.withOurs,
      toolCalls: [{ name: 'search_knowledge', outcome: 'ok' }],
    });
    expect(JSON.stringify(gateway.provider.calls.at(-1)?.body.messages)).toContain('运费险');
  });

  it('answers although the model calls tools in ways that no tool understands', async () => {
    gateway.provider.next(
      {
        kind: 'tool-calls',
        calls: [
          { id: 'call_1', name: 'search_knowledge', arguments: ['{"query": "退'] },
          { id: 'call_2', name: 'x'.repeat(100), arguments: ['{}'] },
        ],
      },
      { kind: 'answer', tokens: ['At last.'] },
    );
    const { body, traceId } = await patiently({ intent: 'support', input: { text: '退货的运费谁承担？' } });
    expect(body).toMatchObject({ status: 'complete', answer: 'At last.' });
    expect(gateway.provider.calls).toHaveLength(2);
    const { attempts } = await traceOf(traceId);
    expect(attempts).toHaveLength(1);
    // On the way `chat` OpenClaw keeps such calls back, and asks the model again by itself.
    const outcomes = (attempts[0]?.toolCalls ?? []).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(way.withOurs === 'lean' ? ['invalid', 'unknown'] : []);
  });

  it('asks nobody again when OpenClaw has run a tool and its provider then fails', async () => {
    gateway.provider.next({
      kind: 'tool-calls',
      calls: [{ id: 'call_1', name: 'read', arguments: ['{"path":"/etc/hostname"}'] }],
    });
    gateway.provider.otherwise({ kind: 'status', status: 500 });
    const { body, traceId } = await patiently({
      intent: 'support',
      profile: 'support_v2',
      input: { text: 'Hi' },
    });
    expect(body.code).toBe('AGENT_ERROR');
    const { attempts } = await traceOf(traceId);
    expect(attempts).toMatchObject([{ way: way.withTools, reason: 'provider_failed', acted: true }]);
    // Once for the tool, once with its result.
    expect(gateway.provider.calls).toHaveLength(2);
  });

  it('has OpenClaw run the tools of its agents', async () => {
    const { body, traceId } = await patiently({
      intent: 'support',
      profile: 'support_v2',
      input: { text: 'Hi' },
    });
    expect(body).toMatchObject({ status: 'complete', answer: 'Hello there' });
    expect((await traceOf(traceId)).attempts[0]).toMatchObject({ way: way.withTools });
    const told = gateway.provider.calls[0]?.body;
    expect(JSON.stringify(told?.['tools'])).toContain('"read"');
    expect(JSON.stringify(told?.messages)).toContain('You read files.');
  });
});
