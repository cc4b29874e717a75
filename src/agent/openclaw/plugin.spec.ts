import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAgentRequest, neverAborted, outcomeOf } from '../../../test/support/agent-runs.js';
import { anOpenClaw } from '../../../test/support/an-openclaw.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import {
  type Behaviour,
  FakeOpenClaw,
  type FakePluginOptions,
} from '../../../test/support/fake-openclaw/index.js';
import type { AgentRequest } from '../agent-client.js';
import { OpenClawAgentClient } from './openclaw-agent-client.js';

const OFFER = { name: 'look_up', description: 'Looks up.', parameters: { type: 'object' } };
const frame = (body: unknown): string => `data: ${JSON.stringify(body)}\n\n`;
const said = (content: string): string => frame({ choices: [{ delta: { content } }] });

let clock: FakeClock;
let gateway: FakeOpenClaw;
let client: OpenClawAgentClient;

async function open(
  engines: FakePluginOptions['engines'],
  more: Partial<FakePluginOptions> = {},
): Promise<void> {
  await client.close();
  await gateway.stop();
  gateway = await FakeOpenClaw.start({
    agents: ['fast', 'fast--read'],
    models: ['main/known'],
    plugin: { engines, ...more },
  });
  client = await OpenClawAgentClient.open(anOpenClaw(gateway), clock);
}

beforeEach(async () => {
  Logger.overrideLogger(false);
  clock = new FakeClock();
  gateway = await FakeOpenClaw.start();
  client = await OpenClawAgentClient.open(anOpenClaw(gateway), clock);
});
afterEach(async () => {
  await client.close();
  await gateway.stop();
  Logger.overrideLogger(true);
});

const run = (overrides: Partial<AgentRequest> = {}) =>
  outcomeOf(client.run(anAgentRequest(overrides), neverAborted()));

const wayOf = ({ events }: Awaited<ReturnType<typeof run>>): unknown =>
  events.flatMap((event) => (event.type === 'run' ? [event.way] : [])).at(-1);

describe('a gateway without the plugin', () => {
  it('counts as acting from its first sign of life on when its agent has tools', async () => {
    await open([]);
    gateway.next({ kind: 'provider-error', status: 500 });
    const { events, error } = await run({ tools: ['read'] });
    expect(events.map(({ type }) => type)).toEqual(['run', 'run', 'tool']);
    expect(error).toMatchObject({ reason: 'provider_failed' });
  });

  it('is said to act once, however much it says', async () => {
    await open([]);
    gateway.next({ kind: 'answer', text: ['Hello', ' there'] });
    const { events } = await run({ tools: ['read'] });
    expect(events.filter(({ type }) => type === 'tool')).toHaveLength(1);
  });

  it('does not count as acting when it has refused the run, or when its agent has no tools', async () => {
    await open([]);
    const refused = await run({ tools: ['write'] });
    expect(refused.events.map(({ type }) => type)).toEqual(['run']);
    expect((await run()).events).not.toContainEqual({ type: 'tool' });
  });
});

describe('a gateway with the plugin', () => {
  it('is asked by the lean engine: the messages as they are, and nothing else', async () => {
    await open(['lean', 'public', 'agent']);
    const request = anAgentRequest({ temperature: 0.2 });
    const outcome = await outcomeOf(client.run(request, neverAborted()));

    expect([outcome.error, wayOf(outcome)]).toEqual([undefined, 'lean']);
    expect(gateway.requests[0]?.plugin).toEqual({
      engine: 'lean',
      agent: 'fast',
      stream: true,
      max_tokens: 400,
      temperature: 0.2,
      messages: request.messages,
    });
    const ids = outcome.events.flatMap((event) => (event.type === 'run' ? [event.responseId] : []));
    expect(ids.at(-1)).toMatch(/^mac_/);
  });

  it('says which ways it has, and its versions', async () => {
    await open(['lean', 'agent']);
    expect(client.status().gateways).toMatchObject([
      { state: 'ready', ways: ['lean', 'agent', 'chat'], plugin: { version: '0.1.0', openclaw: '2026.9.6' } },
    ]);
  });

  it('runs the tools of its agents by the agent engine', async () => {
    await open(['lean', 'agent'], { tools: { 'fast--read': ['read'] } });
    expect(wayOf(await run({ tools: ['read'] }))).toBe('agent');
    expect(gateway.requests[0]?.plugin).toMatchObject({ engine: 'agent', agent: 'fast--read' });
  });

  it('tells that its agent acts, at once and before what comes of it', async () => {
    await open(['agent'], { tools: { 'fast--read': ['read'] } });
    gateway.next({ kind: 'acts', next: { kind: 'provider-error', status: 500 } });
    const { events, error } = await run({ tools: ['read'] });
    expect(events.map(({ type }) => type)).toEqual(['run', 'run', 'tool']);
    expect(error).toMatchObject({ reason: 'provider_failed' });
  });

  it('may say more of its own than we know', async () => {
    await open(['lean']);
    const extra = frame({ choices: [{ delta: {} }], miniask: { mood: 'good' } });
    const finished = frame({ choices: [{ delta: {}, finish_reason: 'stop' }] });
    gateway.next({ kind: 'raw', parts: [extra, said('Hello'), finished] });
    const { events, text, error } = await run();
    expect([text, error]).toEqual(['Hello', undefined]);
    expect(events).not.toContainEqual({ type: 'tool' });
  });

  it('passes on the calls of tools of ours', async () => {
    await open(['lean']);
    const call = { id: 'call-1', name: 'look_up', arguments: '{"q":"x"}' };
    gateway.next({ kind: 'tool-calls', calls: [call] });
    const { events, error } = await run({ offers: [OFFER] });

    expect(error).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'end', finishReason: 'tool_calls', toolCalls: [call] });
    expect(gateway.requests[0]?.plugin?.tools).toEqual([{ type: 'function', function: OFFER }]);
  });

  it.each([
    [{ name: 'look_up', arguments: '{"q": "a' }, {}],
    [{ name: 'look_up', arguments: '[1,2]' }, {}],
    [{ name: 'x'.repeat(64), arguments: '{}' }, {}],
    [{ name: 'x'.repeat(65), arguments: '{}' }, {}],
    [{ name: 'look up.\u00FC', arguments: '{}' }, {}],
    [{ name: 'x'.repeat(3000), arguments: '{}' }, { name: 'x'.repeat(128) }],
  ])('passes on calls that no tool of ours understands: %o', async (made, told) => {
    await open(['lean']);
    const call = { id: 'call-1', ...made };
    gateway.next({ kind: 'tool-calls', calls: [call] });
    const { events, error } = await run({ offers: [OFFER] });

    expect(error).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'end', toolCalls: [{ ...call, ...told }] });
  });

  it('takes back every call that was passed on', async () => {
    await open(['lean']);
    const made = [
      { id: 'c1', name: 'look_up', arguments: '{"q": "a' },
      { id: 'c2', name: 'x'.repeat(128), arguments: '' },
      { id: 'c3', name: 'look up.\u00FC', arguments: 'null' },
    ];
    const results = made.map(({ id }) => ({ role: 'tool' as const, toolCallId: id, content: 'no' }));
    const { messages } = anAgentRequest();
    const { error } = await run({
      offers: [OFFER],
      messages: [...messages, { role: 'assistant', content: '', toolCalls: made }, ...results],
    });
    expect(error).toBeUndefined();
    expect(gateway.requests[0]?.plugin?.messages).toContainEqual(
      expect.objectContaining({
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'look_up', arguments: '{}' } },
          { id: 'c2', type: 'function', function: { name: 'x'.repeat(64), arguments: '{}' } },
          { id: 'c3', type: 'function', function: { name: 'look_up__', arguments: '{}' } },
        ],
      }),
    );
  });

  it('that keeps a call back is to blame for nothing', async () => {
    await open(['agent'], { tools: { 'fast--read': ['read'] } });
    const calls = [{ id: 'c1', name: 'look_up', arguments: '[1,2]' }];
    for (let count = 0; count < 6; count += 1) {
      gateway.next({ kind: 'tool-calls', calls });
      const { error } = await run({ tools: ['read'], offers: [OFFER] });
      expect(error).toMatchObject({ code: 'AGENT_ERROR', reason: 'invalid_tool_call' });
    }
    expect((await run({ tools: ['read'], offers: [OFFER] })).error).toBeUndefined();
  });

  it('is asked by another way as soon as an engine is gone, within the same run', async () => {
    await open(['lean', 'public']);
    gateway.next({
      kind: 'raw',
      status: 501,
      headers: { 'content-type': 'application/json' },
      parts: ['{"error":{"type":"engine_unavailable","message":"gone"}}'],
    });
    const outcome = await run();
    expect([outcome.error, wayOf(outcome)]).toEqual([undefined, 'public']);

    gateway.next({
      kind: 'raw',
      status: 404,
      headers: { 'content-type': 'text/plain' },
      parts: ['Not Found'],
    });
    const next = await run();
    expect([next.error, wayOf(next)]).toEqual([undefined, 'chat']);
    expect(client.status().gateways).toMatchObject([{ ways: ['chat'] }]);
  });

  it('has its engines back when the next look finds them', async () => {
    await open(['lean']);
    gateway.next({ kind: 'raw', status: 501, parts: ['{}'] });
    await run();
    clock.advance(10_000);
    await expect.poll(() => client.status().gateways[0]?.ways).toEqual(['lean', 'chat']);
  });

  it('that is full makes room for another gateway, or is waited for', async () => {
    await open(['lean'], { maxInflight: 0 });
    expect((await run()).error).toMatchObject({
      code: 'AGENT_OVERLOADED',
      reason: 'gateway_overloaded',
      retryAfterS: 1,
    });
  });

  const after = ['partial '];
  it.each([
    ['provider 400', { kind: 'provider-error', status: 400 }, 'AGENT_ERROR', 'provider_refused'],
    ['provider 401', { kind: 'provider-error', status: 401 }, 'AGENT_UNAVAILABLE', 'provider_auth'],
    ['provider 402', { kind: 'provider-error', status: 402 }, 'AGENT_UNAVAILABLE', 'provider_quota'],
    ['provider 403', { kind: 'provider-error', status: 403 }, 'AGENT_UNAVAILABLE', 'provider_auth'],
    ['provider 404', { kind: 'provider-error', status: 404 }, 'AGENT_ERROR', 'provider_refused'],
    ['provider 408', { kind: 'provider-error', status: 408 }, 'AGENT_ERROR', 'provider_failed'],
    [
      'provider 429',
      { kind: 'provider-error', status: 429, retryAfterS: 7 },
      'AGENT_OVERLOADED',
      'provider_rate_limited',
    ],
    ['provider 500', { kind: 'provider-error', status: 500 }, 'AGENT_ERROR', 'provider_failed'],
    [
      'provider 503 in the middle',
      { kind: 'provider-error', status: 503, after },
      'AGENT_ERROR',
      'provider_failed',
    ],
    ['a provider that breaks off', { kind: 'provider-drop', after }, 'AGENT_ERROR', 'provider_unreachable'],
    [
      'a call of a tool without a name',
      { kind: 'tool-calls', calls: [{ id: 'c1', name: '', arguments: '{}' }] },
      'AGENT_ERROR',
      'invalid_tool_call',
    ],
    ['a provider that cannot be reached', { kind: 'provider-drop' }, 'AGENT_ERROR', 'provider_unreachable'],
    ['a model that says nothing', { kind: 'provider-empty' }, 'AGENT_ERROR', 'empty_answer'],
    ['a cut stream', { kind: 'cut', how: 'reset', after }, 'AGENT_ERROR', 'stream_cut'],
    ['a stream without an end', { kind: 'raw', parts: [said('x')] }, 'AGENT_ERROR', 'stream_cut'],
    ...(
      [
        [504, 'timeout', 'AGENT_TIMEOUT', 'provider_timeout'],
        [503, 'model_unavailable', 'AGENT_UNAVAILABLE', 'model_unavailable'],
        [500, 'prompt_not_replaced', 'AGENT_ERROR', 'prompt_not_replaced'],
        [500, 'internal_error', 'AGENT_ERROR', 'gateway_failed'],
        [404, 'model_not_found', 'AGENT_ERROR', 'misconfigured'],
        [400, 'unknown_agent', 'AGENT_ERROR', 'misconfigured'],
        [400, 'invalid_request_error', 'AGENT_ERROR', 'misconfigured'],
      ] as const
    ).map(([status, type, code, reason]) => {
      const error = JSON.stringify({ error: { type, message: 'words of the plugin' } });
      return [type, { kind: 'raw', status, parts: [error] } satisfies Behaviour, code, reason] as const;
    }),
  ] satisfies (readonly [string, Behaviour, string, string])[])('%s', async (_, behaviour, code, reason) => {
    await open(['lean']);
    gateway.next(behaviour);
    const { events, error } = await run();

    expect(error).toMatchObject({ code, reason });
    expect(events.some(({ type }) => type === 'end')).toBe(false);
  });

  it("passes on how long a provider's limit lasts", async () => {
    await open(['lean']);
    gateway.next({ kind: 'provider-error', status: 429, retryAfterS: 7 });
    expect((await run()).error).toMatchObject({ retryAfterS: 7 });
  });
});
