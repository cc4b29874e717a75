import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anAgentRequest, neverAborted, outcomeOf } from '../../../test/support/agent-runs.js';
import { anOpenClaw } from '../../../test/support/an-openclaw.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { type Behaviour, FakeOpenClaw } from '../../../test/support/fake-openclaw/index.js';
import type { AgentRequest } from '../agent-client.js';
import { OpenClawAgentClient } from './openclaw-agent-client.js';

const clock = new FakeClock();
let gateway: FakeOpenClaw;
let client: OpenClawAgentClient;

beforeEach(async () => {
  Logger.overrideLogger(false);
  gateway = await FakeOpenClaw.start({ models: ['main/known'] });
  client = await OpenClawAgentClient.open(anOpenClaw(gateway), clock);
});
afterEach(async () => {
  await client.close();
  await gateway.stop();
  Logger.overrideLogger(true);
});

const run = (overrides: Partial<AgentRequest> = {}, signal = neverAborted()) =>
  client.run(anAgentRequest(overrides), signal);

const { model } = anAgentRequest();
const frame = (body: unknown): string => `data: ${JSON.stringify(body)}\n\n`;
const said = (content: string): string => frame({ choices: [{ delta: { content } }] });
const finished = frame({ choices: [{ delta: {}, finish_reason: 'stop' }] });

describe('a run that succeeds', () => {
  it('names its session and the response, yields the text and ends with usage', async () => {
    gateway.next({
      kind: 'answer',
      text: ['你', '好', '🙂'],
      usage: { promptTokens: 2151, completionTokens: 5 },
    });
    const { events, text } = await outcomeOf(run({ runId: 'run-1' }));

    const run1 = { type: 'run', way: 'chat', gateway: 'gateway-1', sessionKey: 'agent:fast:miniask:run-1' };
    const usage = { promptTokens: 2151, completionTokens: 5 };
    expect(text).toBe('你好🙂');
    // Which pieces come in one read is the network's choice.
    expect(events.filter(({ type }) => type !== 'content')).toEqual([
      run1,
      { ...run1, responseId: expect.stringMatching(/^chatcmpl_/) },
      { type: 'end', finishReason: 'stop', toolCalls: [], usage },
    ]);
  });

  it('passes on at once what came in one read, and in one piece', async () => {
    const stream = [said('a'), said('b'), said('c'), finished].join('');
    gateway.next({ kind: 'raw', parts: [stream] });
    const { events } = await outcomeOf(run());

    expect(events.filter(({ type }) => type === 'content')).toEqual([{ type: 'content', text: 'abc' }]);
  });

  it('sends the prompt, the limits and the token, and no user', async () => {
    await outcomeOf(
      run({ maxTokens: 77, temperature: 0.2, topP: 0.9, model: { ...model, model: 'main/known' } }),
    );

    expect(gateway.requests).toHaveLength(1);
    expect(gateway.requests[0]).toMatchObject({
      agent: 'fast',
      model: 'main/known',
      system: 'You are a concise assistant.',
      headers: { authorization: `Bearer ${gateway.token}` },
      body: { max_completion_tokens: 77, temperature: 0.2, top_p: 0.9, stream: true },
    });
    expect(gateway.requests[0]?.body).not.toHaveProperty('user');
  });

  it('says that an answer met its limit, without the notice that OpenClaw may append', async () => {
    const notice =
      "⚠️ Reply truncated at the model's output token limit. The text above is partial — ask to continue it.";
    gateway.next({ kind: 'answer', text: ['half a tho', `\n\n${notice}`], finishReason: 'length' });

    const { text, events } = await outcomeOf(run());
    expect(text).toBe('half a tho');
    expect(events.at(-1)).toMatchObject({ type: 'end', finishReason: 'length' });
  });

  it.each([
    ['neither usage nor [DONE]', { kind: 'raw', parts: [said('all'), finished] }],
    ['a break after the finish', { kind: 'raw', parts: [said('all'), finished, 'data: {"cho'] }],
    [
      'comments, unknown keys and an event name',
      { kind: 'raw', parts: [': hi\n\n', `event: x\n${said('all')}`, finished] },
    ],
    [
      'a stream that comes byte by byte',
      { kind: 'raw', parts: [...Buffer.from(said('all') + finished)].map((byte) => Uint8Array.of(byte)) },
    ],
  ] satisfies [string, Behaviour][])('accepts %s', async (_, behaviour) => {
    gateway.next(behaviour);
    expect(await outcomeOf(run())).toMatchObject({ text: 'all', error: undefined });
  });

  it('uses its sockets again, however long the answers are', async () => {
    gateway.otherwise({ kind: 'answer', text: Array.from({ length: 2000 }, () => 'some words ') });
    const before = gateway.connectionsMade;
    for (let round = 0; round < 8; round += 1) await outcomeOf(run());

    // A run may begin before the socket of the last one has come to its end, hence two.
    expect(gateway.connectionsMade - before).toBeLessThanOrEqual(2);
    // Nothing but the next look at the gateway.
    await expect.poll(() => clock.pending).toEqual([10_000]);
  });

  it('does not wait for the end of a stream for ever', async () => {
    gateway.next({ kind: 'raw', parts: [said('all'), finished, 'data: [DONE]\n\n'], open: true });
    const arrived = gateway.nextRequest();
    await outcomeOf(run());
    clock.advance(1_000);

    expect(await (await arrived).closed).toBe('left');
  });
});

describe('a run that fails', () => {
  const after = ['partial '];
  it.each([
    ['a cut stream', { kind: 'cut', how: 'end', after }, 'AGENT_ERROR', 'stream_cut'],
    ['a reset stream', { kind: 'cut', how: 'reset', after }, 'AGENT_ERROR', 'stream_cut'],
    [
      '[DONE] without a finish',
      { kind: 'raw', parts: [said('x'), 'data: [DONE]\n\n'] },
      'AGENT_ERROR',
      'stream_cut',
    ],
    ['an empty answer', { kind: 'answer', text: '' }, 'AGENT_ERROR', 'empty_answer'],
    ['a blank answer', { kind: 'answer', text: ' \n' }, 'AGENT_ERROR', 'empty_answer'],
    ['a model without words', { kind: 'provider-empty' }, 'AGENT_ERROR', 'gateway_failed'],
    [
      'a call of a tool',
      { kind: 'answer', text: '', finishReason: 'tool_calls' },
      'AGENT_ERROR',
      'unexpected_finish',
    ],
    [
      'a content filter',
      { kind: 'answer', finishReason: 'content_filter' },
      'AGENT_ERROR',
      'unexpected_finish',
    ],
    ['provider 400', { kind: 'provider-error', status: 400 }, 'AGENT_ERROR', 'provider_refused'],
    ['provider 401', { kind: 'provider-error', status: 401 }, 'AGENT_UNAVAILABLE', 'provider_auth'],
    ['provider 402', { kind: 'provider-error', status: 402 }, 'AGENT_UNAVAILABLE', 'provider_quota'],
    ['provider 403', { kind: 'provider-error', status: 403 }, 'AGENT_UNAVAILABLE', 'provider_auth'],
    ['provider 404', { kind: 'provider-error', status: 404 }, 'AGENT_ERROR', 'provider_refused'],
    ['provider 408', { kind: 'provider-error', status: 408 }, 'AGENT_TIMEOUT', 'provider_timeout'],
    ['provider 429', { kind: 'provider-error', status: 429 }, 'AGENT_OVERLOADED', 'provider_rate_limited'],
    ['provider 500', { kind: 'provider-error', status: 500, after }, 'AGENT_ERROR', 'provider_failed'],
    ['provider 503', { kind: 'provider-error', status: 503 }, 'AGENT_ERROR', 'provider_failed'],
    ['a provider that breaks off', { kind: 'provider-drop', after }, 'AGENT_TIMEOUT', 'provider_timeout'],
    ['a blocked provider', { kind: 'provider-blocked' }, 'AGENT_UNAVAILABLE', 'provider_blocked'],
    [
      'an error after the finish',
      { kind: 'raw', parts: [said('x'), finished, frame({ error: {} })] },
      'AGENT_ERROR',
      'gateway_failed',
    ],
    ['no response', { kind: 'hang-up' }, 'AGENT_UNAVAILABLE', 'gateway_disconnected'],
    ['a frame that is not JSON', { kind: 'raw', parts: ['data: {nope\n\n'] }, 'AGENT_ERROR', 'bad_frame'],
    ['a frame of another kind', { kind: 'raw', parts: [frame({ hello: 1 })] }, 'AGENT_ERROR', 'bad_frame'],
    [
      'a page',
      { kind: 'raw', headers: { 'content-type': 'text/html' }, parts: ['<html>'], open: true },
      'AGENT_ERROR',
      'not_a_stream',
    ],
    [
      "a proxy's page",
      { kind: 'raw', status: 502, headers: { 'content-type': 'text/html' }, parts: ['<html>'] },
      'AGENT_ERROR',
      'gateway_failed',
    ],
    [
      'an endless refusal',
      { kind: 'raw', status: 503, parts: ['x'.repeat(20_000)], open: true },
      'AGENT_UNAVAILABLE',
      'gateway_not_ready',
    ],
    [
      'an endless answer',
      { kind: 'answer', text: Array.from({ length: 20 }, () => '好'.repeat(20_000)) },
      'AGENT_ERROR',
      'answer_too_large',
    ],
  ] satisfies [string, Behaviour, string, string][])('%s', async (_, behaviour, code, reason) => {
    gateway.next(behaviour);
    const { events, error } = await outcomeOf(run());

    expect(error).toMatchObject({ code, reason });
    expect(events.some(({ type }) => type === 'end')).toBe(false);
  });

  it.each([
    ['breaks off', { kind: 'cut', how: 'reset', after }],
    ['hangs up', { kind: 'hang-up' }],
  ] satisfies [string, Behaviour][])('tells no address of a gateway that %s', async (_, behaviour) => {
    gateway.next(behaviour);
    const told = inspect((await outcomeOf(run())).error, { depth: null });

    expect(told).toContain('LinkFault');
    expect(told).not.toMatch(/127\.0\.0\.1/);
  });

  it('is known by its status when the words of a refusal do not come', async () => {
    gateway.next({ kind: 'raw', status: 503, parts: ['{"err'], open: true });
    const outcome = outcomeOf(run());
    await clock.untilTimer((ms) => ms === 500);
    clock.advance(500);

    expect((await outcome).error).toMatchObject({ reason: 'gateway_not_ready' });
    await expect.poll(() => gateway.connections()).toBe(0);
  });

  it('yields what came before the error', async () => {
    gateway.next({ kind: 'provider-error', status: 500, after });
    expect((await outcomeOf(run())).text).toBe('partial ');
  });

  it('has nothing to say for itself when nothing but blank came', async () => {
    gateway.next({ kind: 'provider-error', status: 500, after: ['\n\n'] });
    expect((await outcomeOf(run())).text).toBe('');
  });

  it.each([
    ['an unknown agent', { model: { ...model, agent: 'nope' } }],
    ['a model that the agent may not use', { model: { ...model, model: 'main/unknown' } }],
    ['an agent that has not these tools', { tools: ['crm_lookup'] }],
  ])('%s', async (_, overrides) => {
    const { error } = await outcomeOf(run(overrides));
    expect(error).toMatchObject({ code: 'AGENT_ERROR', reason: 'misconfigured' });
  });

  it('a port where nobody listens', async () => {
    await gateway.stop();
    const { error } = await outcomeOf(run());
    expect(error).toMatchObject({ code: 'AGENT_UNAVAILABLE', reason: 'gateway_unreachable', retryAfterS: 5 });
    gateway = await FakeOpenClaw.start();
  });

  it('does not keep its socket', async () => {
    gateway.next({ kind: 'answer', text: Array.from({ length: 20 }, () => '好'.repeat(20_000)) });
    await outcomeOf(run());
    await expect.poll(() => gateway.connections()).toBe(0);
  });
});

describe('a run that is not wanted any more', () => {
  it.each([
    ['before the headers', { kind: 'no-headers' }],
    ['before the first word', { kind: 'silence' }],
    ['after some words', { kind: 'silence', after: ['some', ' words'] }],
  ] satisfies [string, Behaviour][])('closes its socket when it is aborted %s', async (_, behaviour) => {
    gateway.next(behaviour);
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const arrived = gateway.nextRequest();
    const outcome = outcomeOf(run({}, controller.signal));
    const request = await arrived;
    controller.abort(reason);

    expect((await outcome).error).toBe(reason);
    expect(await request.closed).toBe('left');
    await expect.poll(() => gateway.connections()).toBe(0);
  });

  it('closes its socket although nobody waits for the next event', async () => {
    gateway.next({ kind: 'silence', after: ['word'] });
    const controller = new AbortController();
    const arrived = gateway.nextRequest();
    const events = run({}, controller.signal);
    let event = await events.next();
    while (!event.done && event.value.type !== 'content') event = await events.next();
    const request = await arrived;
    controller.abort(new Error('cancelled'));

    expect(await request.closed).toBe('left');
    await expect(events.next()).rejects.toThrow('cancelled');
  });

  it('closes its socket when the consumer leaves', async () => {
    gateway.next({ kind: 'silence', after: ['word'] });
    const arrived = gateway.nextRequest();
    for await (const event of run()) if (event.type === 'content') break;

    expect(await (await arrived).closed).toBe('left');
  });
});

describe('a gateway that refuses our token', () => {
  interface Line {
    readonly data: unknown;
    readonly text: unknown;
  }
  const lines: Line[] = [];

  beforeEach(async () => {
    lines.length = 0;
    Logger.overrideLogger({
      log: () => undefined,
      warn: () => undefined,
      error: (data: unknown, text: unknown) => void lines.push({ data, text }),
    });
    await client.close();
    client = await OpenClawAgentClient.open(anOpenClaw({ url: gateway.url, token: 'wrong' }), clock);
  });

  it('makes the agent unavailable, and the log says what to mend, once a minute', async () => {
    expect((await outcomeOf(run())).error).toMatchObject({
      code: 'AGENT_UNAVAILABLE',
      reason: 'gateway_token_refused',
      retryAfterS: 30,
    });
    await outcomeOf(run());
    expect(lines).toEqual([
      {
        data: { reason: 'gateway_token_refused', agent: 'fast' },
        text: expect.stringContaining('OPENCLAW_TOKEN'),
      },
    ]);
    clock.advance(60_000);
    await outcomeOf(run());
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toContain('wrong');
  });

  it('may lock us out for a while', async () => {
    const strict = await FakeOpenClaw.start({ lockoutAfter: 1 });
    const locked = await OpenClawAgentClient.open(anOpenClaw({ url: strict.url, token: 'wrong' }), clock);
    await outcomeOf(locked.run(anAgentRequest(), neverAborted()));

    const { error } = await outcomeOf(locked.run(anAgentRequest(), neverAborted()));
    expect(error).toMatchObject({ code: 'AGENT_UNAVAILABLE', reason: 'gateway_locked', retryAfterS: 15 });
    await locked.close();
    await strict.stop();
  });
});
