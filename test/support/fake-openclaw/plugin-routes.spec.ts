import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, FakeOpenClaw } from './index.js';

const MESSAGES = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Hi' },
];

let gateway: FakeOpenClaw;
beforeEach(async () => {
  gateway = await FakeOpenClaw.start({
    plugin: { engines: ['lean', 'agent'], tools: { fast: ['read'] } },
    models: ['fast'],
  });
});
afterEach(() => gateway.stop());

async function ask(fields: object = {}, init: RequestInit = {}) {
  const response = await fetch(`${gateway.url}/miniask/v1/complete`, {
    method: 'POST',
    body: JSON.stringify({ agent: 'fast', messages: MESSAGES, ...fields }),
    headers: { authorization: `Bearer ${gateway.token}` },
    ...init,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('the routes of the plugin in the fake gateway', () => {
  it('are not there unless asked for', async () => {
    const bare = await FakeOpenClaw.start();
    const response = await fetch(`${bare.url}/miniask/v1/version`);
    expect(response.status).toBe(404);
    await bare.stop();
  });

  it('say what is there', async () => {
    const headers = { authorization: `Bearer ${gateway.token}` };
    const response = await fetch(`${gateway.url}/miniask/v1/version`, { headers });
    expect(await response.json()).toMatchObject({
      plugin: '0.1.0',
      engines: { lean: { available: true }, public: { available: false } },
      agents: [
        { id: 'fast', tools: ['read'] },
        { id: 'strong', tools: [] },
      ],
      inflight: 0,
    });
  });

  it('answer and record what was asked', async () => {
    gateway.next({ kind: 'answer', text: ['Hel', 'lo'] }, { kind: 'answer', text: ['Hel', 'lo'] });
    const { text } = await ask({ max_tokens: 5 });
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
    });
    expect(gateway.requests[0]).toMatchObject({
      agent: 'fast',
      system: 'Be brief.',
      user: 'Hi',
      plugin: { engine: 'lean', max_tokens: 5, messages: MESSAGES },
    });
    const streamed = await ask({ stream: true });
    expect(streamed.text).toContain('"delta":{"content":"lo"}');
    expect(streamed.text).toMatch(/"choices":\[\],"usage".*\n\ndata: \[DONE\]\n\n$/);
  });

  it('tell the calls of tools', async () => {
    gateway.next({ kind: 'tool-calls', calls: [{ id: 'c1', name: 'look', arguments: '{}' }] });
    const { text } = await ask({ tools: [{ type: 'function', function: { name: 'look' } }] });
    expect(JSON.parse(text).choices[0]).toMatchObject({
      message: { content: null, tool_calls: [{ id: 'c1', function: { name: 'look' } }] },
      finish_reason: 'tool_calls',
    });
  });

  it('tell that the agent acts, before what comes of it', async () => {
    gateway.next({ kind: 'acts', next: { kind: 'provider-error', status: 500 } });
    const { status, text } = await ask({ engine: 'agent', stream: true });
    expect(status).toBe(200);
    expect(text).toMatch(/"miniask":\{"tool":"started"\}\}\n\ndata: \{"error".*"provider_error"/);
  });

  it.each([
    ['lean', { id: 'c1', name: 'look', arguments: '{"q": "a' }, 200, '"arguments":"{\\"q\\": \\"a"'],
    ['lean', { id: 'c1', name: '', arguments: '{}' }, 200, '"type":"invalid_tool_call"'],
    ['agent', { id: 'c1', name: 'look', arguments: '{}' }, 200, '"finish_reason":"tool_calls"'],
    ['agent', { id: 'c1', name: 'look', arguments: '[1,2]' }, 502, '"type":"invalid_tool_call"'],
  ])('tell by the engine %s what comes of the call %o', async (engine, call, status, words) => {
    gateway.next({ kind: 'tool-calls', calls: [call] });
    const { text, ...reply } = await ask({ engine, stream: true });
    expect(reply.status).toBe(status);
    expect(text).toContain(words);
  });

  it.each([
    [{ kind: 'provider-error', status: 429, retryAfterS: 7 }, 429, 'rate_limit_error'],
    [{ kind: 'provider-error', status: 401 }, 502, 'provider_auth_error'],
    [{ kind: 'provider-error', status: 400 }, 422, 'provider_refused'],
    [{ kind: 'provider-error', status: 503 }, 502, 'provider_error'],
    [{ kind: 'provider-drop' }, 502, 'provider_unreachable'],
  ] satisfies [Behaviour, number, string][])('refuse as %o', async (behaviour, status, type) => {
    gateway.next(behaviour);
    const { text, headers, ...reply } = await ask({ stream: true });
    expect({ status: reply.status, type: JSON.parse(text).error.type }).toEqual({ status, type });
    expect(headers.get('retry-after')).toBe(status === 429 ? '7' : null);
  });

  it('end a stream that fails late without [DONE]', async () => {
    gateway.next({ kind: 'provider-drop', after: ['half'] });
    const { status, text } = await ask({ stream: true });
    expect(status).toBe(200);
    expect(text).toContain('"type":"provider_unreachable"');
    expect(text).not.toContain('[DONE]');
  });

  it.each([
    [{ unknown: 1 }, 400, 'invalid_request_error'],
    [{ agent: 'nobody' }, 400, 'unknown_agent'],
    [{ model: 'none' }, 404, 'model_not_found'],
    [{ engine: 'public' }, 501, 'engine_unavailable'],
  ])('refuse %o', async (fields, status, type) => {
    const { text, ...reply } = await ask(fields);
    expect({ status: reply.status, type: JSON.parse(text).error.type }).toEqual({ status, type });
  });

  it('are only for those who have the token', async () => {
    expect((await ask({}, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });
});
