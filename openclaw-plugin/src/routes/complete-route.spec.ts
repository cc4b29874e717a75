import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PING_AFTER_MS } from '../answer/stream-answer.js';
import { MAX_BODY_BYTES } from '../request/read-body.js';
import { done } from '../testing/fake-sdk.js';
import { PluginServer } from '../testing/plugin-server.js';

let plugin: PluginServer;

beforeEach(async () => {
  plugin = await PluginServer.start({ pluginConfig: { maxInflight: 2 } });
  // That two engines are missing here.
  plugin.host.lines.length = 0;
});
afterEach(() => plugin.stop());

async function refusal(response: Response) {
  const { error } = JSON.parse(await response.text());
  return { status: response.status, type: error.type, message: error.message };
}

/** A model that says what is told it, when it is told. */
function talk() {
  const queue: (object | 'end')[] = [];
  let wake = (): void => undefined;
  const aborted = Promise.withResolvers<void>();
  plugin.sdk.script = async function* scripted({ options }) {
    options.signal.addEventListener('abort', () => aborted.resolve());
    for (;;) {
      const next = queue.shift();
      if (next === 'end') return;
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const say = (...events: (object | 'end')[]): void => {
    queue.push(...events);
    wake();
  };
  return { say, aborted: aborted.promise };
}

const text = (delta: string) => ({ type: 'text_delta', delta });
const failed = (errorMessage: string) => ({ type: 'error', error: { errorMessage } });

describe('a request that cannot be right', () => {
  it.each(['GET', 'PUT', 'DELETE'])('because it is a %s', async (method) => {
    const response = await fetch(`${plugin.url}/miniask/v1/complete`, { method });
    expect(response.headers.get('allow')).toBe('POST');
    expect(await refusal(response)).toMatchObject({ status: 405, type: 'invalid_request_error' });
  });

  it.each(['{"agent":', '', Buffer.from([0x22, 0xff, 0x22])])('because its body is %o', async (body) => {
    expect(await refusal(await plugin.post(body))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
    });
  });

  it('because its body is too large', async () => {
    const response = await plugin.post(`"${'x'.repeat(MAX_BODY_BYTES)}"`);
    expect(await refusal(response)).toMatchObject({ status: 413, type: 'invalid_request_error' });
  });

  it('because its body is too large, which nobody said before', async () => {
    const chunk = Buffer.alloc(MAX_BODY_BYTES / 4, 0x20);
    const parts = async function* slowly() {
      for (let count = 0; count < 5; count += 1) yield chunk;
    };
    const socket = connect(Number(new URL(plugin.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /miniask/v1/complete HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
    for await (const part of parts()) {
      socket.write(`${part.length.toString(16)}\r\n`);
      socket.write(part);
      socket.write('\r\n');
    }
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('413');
    socket.destroy();
  });

  it('because a field is wrong', async () => {
    const response = await plugin.complete({ temperature: 'hot' });
    expect(await refusal(response)).toEqual({
      status: 400,
      type: 'invalid_request_error',
      message: 'temperature must be a number',
    });
  });

  it.each([
    [{ agent: 'nobody' }, 400, 'unknown_agent'],
    [{ model: 'none' }, 404, 'model_not_found'],
    [{ engine: 'public' }, 501, 'engine_unavailable'],
    [{ engine: 'agent' }, 501, 'engine_unavailable'],
  ])('because there is no %o', async (fields, status, type) => {
    expect(await refusal(await plugin.complete(fields))).toMatchObject({ status, type });
    expect(plugin.sdk.calls).toHaveLength(0);
  });
});

describe('an answer in one piece', () => {
  it('has what OpenAI has', async () => {
    const response = await plugin.complete();
    expect(response.status).toBe(200);
    const id = response.headers.get('x-request-id');
    expect(id).toMatch(/^mac_[0-9a-f-]{36}$/);
    expect(await response.json()).toEqual({
      id,
      object: 'chat.completion',
      created: 1_767_225_600,
      model: 'main/small',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 },
    });
    expect(response.headers.get('traceparent')).toBeNull();
    expect(plugin.host.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it('is a status when the provider fails after some words', async () => {
    talk().say(text('half'), failed('429 slow down; Retry-After: 3 seconds'));
    const response = await plugin.complete();
    expect(response.headers.get('retry-after')).toBe('3');
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({
      error: {
        message: 'The provider limits the rate: slow down; Retry-After: 3 seconds',
        type: 'rate_limit_error',
        provider_status: 429,
        retry_after: 3,
      },
    });
  });
});

describe('a streamed answer', () => {
  it('begins when the provider does, and ends with [DONE]', async () => {
    const { say } = talk();
    const pending = plugin.complete({ stream: true });
    say({ type: 'start' });
    const response = await pending;
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    say(text('Hel'), { type: 'thinking_delta', delta: 'hmm' }, text('lo'), done());
    const events = (await response.text()).split('\n\n').filter((event) => event !== '');
    expect(events.at(-1)).toBe('data: [DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice(6)));
    expect(chunks.map(({ choices }) => choices[0])).toEqual([
      { index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null },
      { index: 0, delta: { content: 'Hel' }, finish_reason: null },
      { index: 0, delta: { content: 'lo' }, finish_reason: null },
      { index: 0, delta: {}, finish_reason: 'stop' },
      undefined,
    ]);
    expect(chunks.at(-1).usage).toEqual({ prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 });
    for (const chunk of chunks) {
      expect(chunk).toMatchObject({
        id: response.headers.get('x-request-id'),
        object: 'chat.completion.chunk',
        model: 'main/small',
      });
    }
  });

  it('is a status while the provider has said nothing', async () => {
    talk().say(failed('401 wrong key sk-123456'));
    const response = await plugin.complete({ stream: true });
    expect(await refusal(response)).toMatchObject({ status: 502, type: 'provider_auth_error' });
  });

  it.each([[failed('terminated')], ['end' as const]])(
    'that the provider leaves unfinished ends with an error and without [DONE]: %o',
    async (ending) => {
      talk().say(text('half'), ending);
      const response = await plugin.complete({ stream: true });
      const events = (await response.text()).trim().split('\n\n');
      expect(events.at(-1)).toContain('"type":"provider_unreachable"');
      expect(events.join('')).not.toContain('[DONE]');
      expect(events.join('')).not.toMatch(/"finish_reason":"/);
    },
  );

  it('tells the calls of tools', async () => {
    const content = [{ type: 'toolCall', id: 'c1', name: 'lookup', arguments: { word: 'x' } }];
    talk().say({ type: 'start' }, done({ content, stopReason: 'toolUse' }));
    const response = await plugin.complete({ stream: true });
    const all = await response.text();
    expect(all).toContain(
      '"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"lookup","arguments":"{\\"word\\":\\"x\\"}"}}]',
    );
    expect(all).toContain('"finish_reason":"tool_calls"');
  });

  it('says in silence that it still lives', async () => {
    const { say } = talk();
    const pending = plugin.complete({ stream: true });
    say({ type: 'start' });
    const response = await pending;
    plugin.clock.advance(PING_AFTER_MS);
    plugin.clock.advance(PING_AFTER_MS - 1);
    say(text('late'), done());
    const all = await response.text();
    expect(all.match(/^: ping$/gm)).toHaveLength(1);
    expect(all).toContain('[DONE]');
    expect(plugin.clock.waiting).toBe(0);
  });

  it('waits for a client that does not read', async () => {
    const piece = 'x'.repeat(64 * 1024);
    let produced = 0;
    plugin.sdk.script = async function* much() {
      for (; produced < 1000; produced += 1) yield text(piece);
      yield done();
    };
    const socket = connect(Number(new URL(plugin.url).port), '127.0.0.1');
    const body = JSON.stringify({ agent: 'fast', stream: true, messages: [{ role: 'user', content: 'Hi' }] });
    socket.write(
      `POST /miniask/v1/complete HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    socket.pause();
    await expect.poll(() => produced).toBeGreaterThan(1);
    // Without waiting, all would be there at once.
    expect(produced).toBeLessThan(1000);
    socket.resume();
    await expect.poll(() => produced).toBe(1000);
    socket.destroy();
  });
});

describe('time', () => {
  it('that is up is a status, at once, even when the provider does not let go', async () => {
    const { say } = talk();
    const pending = plugin.complete({ timeout_ms: 5000 });
    await expect.poll(() => plugin.sdk.calls).toHaveLength(1);
    plugin.clock.advance(4999);
    plugin.clock.advance(1);
    expect(await refusal(await pending)).toMatchObject({ status: 504, type: 'timeout' });
    expect(plugin.sdk.calls[0]?.options).toMatchObject({ timeoutMs: 5000, signal: { aborted: true } });
    say(done());
  });

  it('that is up ends a stream with an error', async () => {
    const { say } = talk();
    const pending = plugin.complete({ stream: true });
    say(text('half'));
    const response = await pending;
    plugin.clock.advance(60_000);
    const all = await response.text();
    expect(all).toContain('"type":"timeout"');
    expect(all).not.toContain('[DONE]');
  });
});

describe('a client that leaves', () => {
  it.each([true, false])('takes the call of the provider with it, streaming: %o', async (stream) => {
    const { aborted } = talk();
    const controller = new AbortController();
    const lost = plugin.complete({ stream }, { signal: controller.signal }).catch(() => 'lost');
    await expect.poll(() => plugin.sdk.calls).toHaveLength(1);
    controller.abort();
    await aborted;
    expect(await lost).toBe('lost');
    await expect.poll(() => plugin.clock.waiting).toBe(0);
    expect(plugin.host.lines.filter((line) => line.startsWith('warn'))).toEqual([]);
  });
});

it('serves so many at once and not one more', async () => {
  const hello = plugin.sdk.script.bind(plugin.sdk);
  talk();
  const pending = [plugin.complete(), plugin.complete()];
  await expect.poll(() => plugin.sdk.calls).toHaveLength(2);
  const response = await plugin.complete();
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await refusal(response)).toMatchObject({ status: 503, type: 'overloaded' });

  plugin.clock.advance(60_000);
  expect((await Promise.all(pending)).map(({ status }) => status)).toEqual([504, 504]);
  plugin.sdk.script = hello;
  expect((await plugin.complete()).status).toBe(200);
});

it('goes on in the trace of the caller', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const response = await plugin.complete({}, { headers: { traceparent } });
  const told = response.headers.get('traceparent');
  expect(told).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-/);
  expect(plugin.sdk.calls[0]?.options['headers']).toEqual({ traceparent: told });
});

it('tells nobody what nobody foresaw, and logs where it came from', async () => {
  plugin.sdk.script = () => {
    throw new TypeError('the secret question');
  };
  expect(await refusal(await plugin.complete())).toEqual({
    status: 500,
    type: 'internal_error',
    message: 'The plugin failed; its log says more.',
  });
  const line = plugin.host.lines.find((written) => written.startsWith('warn'));
  expect(line).toMatch(/^warn mac_[0-9a-f-]+: internal_error \(500\) TypeError at /);
  expect(line).not.toContain('secret');
});

it('writes one line for a failure, with nothing of question, answer or provider in it', async () => {
  talk().say(text('the answer'), failed('500 the vendor text'));
  const response = await plugin.complete();
  const id = response.headers.get('x-request-id');
  expect(plugin.host.lines).toEqual([`warn ${id}: provider_error (502) provider_status=500`]);
});
