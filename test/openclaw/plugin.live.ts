import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGES, PluginClient } from './plugin-client.js';
import { type RealOpenClaw, startRealOpenClaw } from './real-openclaw.js';
import type { ProviderBehaviour } from './stub-provider.js';

const ENGINES = ['lean', 'public', 'agent'] as const;
const LOOKUP = {
  type: 'function',
  function: {
    name: 'lookup',
    description: 'Looks a word up.',
    parameters: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
  },
};
const CALLS_LOOKUP: ProviderBehaviour = {
  kind: 'tool-calls',
  calls: [{ id: 'call_1', name: 'lookup', arguments: ['{"word":', '"hello"}'] }],
};
const AFTER_LOOKUP = [
  ...MESSAGES,
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'call1', type: 'function', function: { name: 'lookup', arguments: '{"word":"hello"}' } },
    ],
  },
  { role: 'tool', tool_call_id: 'call1', content: 'a greeting' },
];

describe('the plugin, loaded from its folder', () => {
  let gateway: RealOpenClaw;
  let client: PluginClient;

  beforeAll(async () => {
    gateway = await startRealOpenClaw({
      plugin: 'path',
      configure: ({ logging }) => Object.assign(logging, { level: 'debug', consoleLevel: 'debug' }),
    });
    client = new PluginClient(gateway.url, gateway.token);
    // The first run of an agent takes a second more; that is no part of these tests.
    await client.complete({ engine: 'agent' });
  });
  afterAll(() => gateway.stop());
  beforeEach(() => gateway.provider.reset());

  const told = (index = 0) => gateway.provider.calls[index]?.body;
  const sentTo = (role: string): string[] =>
    (told()?.messages ?? []).filter((message) => message.role === role).map(({ content }) => String(content));

  describe('GET /miniask/v1/version', () => {
    it('says what is there', async () => {
      const { status, body } = await client.version();
      expect(status).toBe(200);
      expect(body).toEqual({
        plugin: '0.1.0',
        openclaw: '2026.9.6',
        engines: { lean: { available: true }, public: { available: true }, agent: { available: true } },
        agents: [
          { id: 'fast', model: 'main/stub-fast', tools: [] },
          { id: 'strong', model: 'main/stub-strong', tools: [] },
          { id: 'tools', model: 'main/stub-fast', tools: ['read'] },
        ],
        models: [
          { alias: 'fast', model: 'main/stub-fast' },
          { alias: 'strong', model: 'main/stub-strong' },
        ],
        inflight: 0,
        maxInflight: 8,
      });
      expect(gateway.provider.calls).toHaveLength(0);
    });

    it('is only for those who have the token of the gateway', async () => {
      const stranger = new PluginClient(gateway.url, 'wrong');
      expect((await stranger.send('version')).status).toBe(401);
      expect((await stranger.post({})).status).toBe(401);
    });
  });

  describe.each(ENGINES)('the engine %s', (engine) => {
    it('answers in one piece', async () => {
      const { status, headers, body } = await client.complete({ engine });
      expect(status).toBe(200);
      expect(headers.get('x-request-id')).toBe(body.id);
      expect(body).toMatchObject({
        object: 'chat.completion',
        model: 'main/stub-fast',
        choices: [
          { index: 0, message: { role: 'assistant', content: 'Hello there' }, finish_reason: 'stop' },
        ],
        usage: { prompt_tokens: expect.any(Number), completion_tokens: 2, total_tokens: expect.any(Number) },
      });
    });

    it('answers in a stream', async () => {
      const { status, headers, events, text } = await client.stream({ engine });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('text/event-stream');
      expect(text).toBe('Hello there');
      expect(events.at(-1)).toBe('[DONE]');
      expect(events.at(-2)).toMatchObject({ choices: [], usage: { completion_tokens: 2 } });
      expect(events.at(-3)).toMatchObject({ choices: [{ delta: {}, finish_reason: 'stop' }] });
      expect(new Set(events.slice(0, -1).map(({ id }) => id))).toEqual(
        new Set([headers.get('x-request-id')]),
      );
    });

    it('uses the credentials and the model of the agent, or the model that is asked for', async () => {
      await client.complete({ engine, agent: 'strong' });
      await client.complete({ engine, model: 'strong' });
      await client.complete({ engine, agent: 'strong', model: 'main/stub-fast' });
      const { calls } = gateway.provider;
      expect(calls.map(({ body }) => body.model)).toEqual(['stub-strong', 'stub-strong', 'stub-fast']);
      expect(calls[0]?.authorization).toBe('Bearer provider-key');
    });

    it('says when the answer was cut off', async () => {
      gateway.provider.next({ kind: 'answer', tokens: ['Hel'], finishReason: 'length' });
      const { body } = await client.complete({ engine, max_tokens: 5 });
      expect(body.choices[0]).toMatchObject({ message: { content: 'Hel' }, finish_reason: 'length' });
      expect(told()?.max_tokens).toBe(5);
    });

    it('leaves the provider as soon as the client leaves', async () => {
      gateway.provider.next({ kind: 'silence', tokens: ['some', ' words'] });
      const called = gateway.provider.nextCall();
      const controller = new AbortController();
      const lost = client.stream({ engine }, { signal: controller.signal }).catch((error: unknown) => error);
      const call = await called;
      const leftAt = performance.now();
      controller.abort();
      await call.closed;
      expect(performance.now() - leftAt).toBeLessThan(1000);
      expect(await lost).toMatchObject({ name: 'AbortError' });
      await expect.poll(async () => (await client.version()).body.inflight).toBe(0);
    });
  });

  describe('what the provider is told', () => {
    it('by the engine lean: exactly the messages, the sampling and the tools of the request', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const sampling = {
        max_tokens: 77,
        temperature: 0.3,
        top_p: 0.8,
        stop: ['END'],
        seed: 7,
        response_format: { type: 'json_object' },
      };
      const { headers } = await client.complete(
        { ...sampling, messages: AFTER_LOOKUP, tools: [LOOKUP], tool_choice: 'required' },
        { headers: { traceparent } },
      );
      expect(told()).toMatchObject({ model: 'stub-fast', ...sampling, tool_choice: 'required' });
      expect(told()?.messages).toEqual(AFTER_LOOKUP);
      expect(told()?.['tools']).toMatchObject([LOOKUP]);
      const sent = gateway.provider.calls[0]?.headers['traceparent'];
      expect(sent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[\da-f]{16}-01$/);
      expect(headers.get('traceparent')).toBe(sent);
    });

    it('by the engine lean: less than a hundred tokens for a short question', async () => {
      await client.complete();
      expect(JSON.stringify(told()).length / 4).toBeLessThan(100);
      expect(Object.keys(told() ?? {}).toSorted()).toEqual(['messages', 'model', 'stream', 'stream_options']);
    });

    it('by the engine public: the messages and what it has of the sampling', async () => {
      await client.complete({ engine: 'public', max_tokens: 77, temperature: 0.3 });
      expect(told()).toMatchObject({ max_tokens: 77, temperature: 0.3, messages: MESSAGES });
    });

    it("by the engine agent: the caller's prompt in place of OpenClaw's, and real turns", async () => {
      const [system] = MESSAGES;
      const messages = [
        system,
        { role: 'user', content: 'Q1' },
        { role: 'assistant', content: 'A1' },
        { role: 'user', content: 'Q2' },
      ];
      await client.complete({
        engine: 'agent',
        messages,
        max_tokens: 77,
        temperature: 0.3,
        top_p: 0.8,
        seed: 7,
      });
      expect(told()).toMatchObject({ max_tokens: 77, temperature: 0.3, top_p: 0.8, seed: 7 });
      expect(told()?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
      expect(sentTo('system')[0]).toMatch(/^Be brief\.\n\nCurrent model identity: main\/stub-fast\.[^\n]*$/);
      expect(sentTo('user')).toEqual([expect.stringMatching(/Q1$/), expect.stringMatching(/Q2$/)]);
      expect(sentTo('assistant')).toEqual(['A1']);
      expect(JSON.stringify(told()).length / 4).toBeLessThan(250);
    });
  });

  describe('tools', () => {
    it.each(['lean', 'agent'])('of the caller: the engine %s tells that one is called', async (engine) => {
      gateway.provider.next(CALLS_LOOKUP, CALLS_LOOKUP);
      const plain = await client.complete({ engine, tools: [LOOKUP] });
      expect(plain.body.choices[0]).toMatchObject({
        message: {
          content: null,
          tool_calls: [{ type: 'function', function: { name: 'lookup', arguments: '{"word":"hello"}' } }],
        },
        finish_reason: 'tool_calls',
      });
      const { events } = await client.stream({ engine, tools: [LOOKUP] });
      const deltas = events.flatMap((event) => event.choices?.[0]?.delta.tool_calls ?? []);
      expect(deltas).toMatchObject([
        { index: 0, type: 'function', function: { name: 'lookup', arguments: '{"word":"hello"}' } },
      ]);
      expect(events.at(-3).choices[0].finish_reason).toBe('tool_calls');
      expect(events.at(-1)).toBe('[DONE]');
    });

    it.each(['lean', 'agent'])('of the caller: the engine %s goes on with a result', async (engine) => {
      const { body } = await client.complete({ engine, tools: [LOOKUP], messages: AFTER_LOOKUP });
      expect(body.choices[0].message.content).toBe('Hello there');
      expect(sentTo('tool')).toEqual(['a greeting']);
    });

    it.each(['{"q": "a', '[1,2]', 'null', '"text"', '7', 'hello', '{"a":1}{"b":2}', ''])(
      'called with arguments that are no JSON object: the engine lean tells them as they are, %o',
      async (written) => {
        const calls = [
          { id: 'call_1', name: 'lookup', arguments: [written.slice(0, 3), written.slice(3)] },
          { id: 'call_2', name: 'l'.repeat(100), arguments: ['{}'] },
        ];
        const handedOver = [
          { id: 'call_1', type: 'function', function: { name: 'lookup', arguments: written } },
          { id: 'call_2', type: 'function', function: { name: 'l'.repeat(100), arguments: '{}' } },
        ];
        const act: ProviderBehaviour = { kind: 'tool-calls', tokens: ['Let me look.'], calls };
        gateway.provider.next(act, act);
        const plain = await client.complete({ tools: [LOOKUP] });
        expect(plain.body).toMatchObject({
          choices: [
            { message: { content: 'Let me look.', tool_calls: handedOver }, finish_reason: 'tool_calls' },
          ],
          usage: { completion_tokens: 2 },
        });
        const { events, text } = await client.stream({ tools: [LOOKUP] });
        const deltas = events.flatMap((event) => event.choices?.[0]?.delta.tool_calls ?? []);
        expect(deltas).toMatchObject(handedOver);
        expect(deltas.map(({ index }) => index)).toEqual([0, 1]);
        expect([text, events.at(-1)]).toEqual(['Let me look.', '[DONE]']);
        expect(gateway.provider.calls).toHaveLength(2);
      },
    );

    it('called with such arguments again and again: OpenClaw asks the model four times by itself', async () => {
      gateway.provider.otherwise({
        kind: 'tool-calls',
        calls: [{ id: 'call_1', name: 'lookup', arguments: ['[1,2]'] }],
      });
      const { status, body } = await client.complete({ engine: 'agent', tools: [LOOKUP] });
      expect({ status, type: body.error.type }).toEqual({ status: 502, type: 'invalid_tool_call' });
      expect(gateway.provider.calls).toHaveLength(4);
    });

    it.each([
      ['lean', 1],
      ['agent', 4],
    ])('called without a name: the engine %s tells an error', async (engine, times) => {
      gateway.provider.otherwise({
        kind: 'tool-calls',
        calls: [{ id: 'call_1', name: '', arguments: ['{}'] }],
      });
      const { status, body } = await client.complete({ engine, tools: [LOOKUP] });
      expect({ status, type: body.error.type }).toEqual({ status: 502, type: 'invalid_tool_call' });
      expect(gateway.provider.calls).toHaveLength(times);
    });

    it('of OpenClaw are run by the engine agent, by the policy of the agent', async () => {
      gateway.provider.next({
        kind: 'tool-calls',
        tokens: ['Let me look.'],
        calls: [{ id: 'call_1', name: 'read', arguments: ['{"path":"/etc/hostname"}'] }],
      });
      const { body } = await client.complete({ engine: 'agent', agent: 'tools' });
      expect(body.choices[0].message.content).toBe('Hello there');
      expect(body.usage.completion_tokens).toBe(4);
      const hostname = (await readFile('/etc/hostname', 'utf8')).trim();
      expect(JSON.stringify(told(1)?.messages.filter(({ role }) => role === 'tool'))).toContain(hostname);
    });
  });

  describe('a request that fails', () => {
    it.each([
      [{ kind: 'status', status: 400 }, 422, 'provider_refused', 400],
      [{ kind: 'status', status: 401 }, 502, 'provider_auth_error', 401],
      [{ kind: 'status', status: 402 }, 402, 'insufficient_quota', 402],
      [{ kind: 'status', status: 403 }, 502, 'provider_auth_error', 403],
      [{ kind: 'status', status: 404 }, 422, 'provider_refused', 404],
      [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 429, 'rate_limit_error', 429],
      [{ kind: 'status', status: 500 }, 502, 'provider_error', 500],
      [{ kind: 'status', status: 503 }, 502, 'provider_error', 503],
      [{ kind: 'hang-up' }, 502, 'provider_unreachable', undefined],
      [{ kind: 'hang' }, 504, 'timeout', undefined],
    ] satisfies [ProviderBehaviour, number, string, number | undefined][])(
      'as the provider does %o is status %d %s',
      async (behaviour, status, type, providerStatus) => {
        for (const fields of [{}, { stream: true }, { engine: 'agent' }, { engine: 'agent', stream: true }]) {
          gateway.provider.reset();
          gateway.provider.next(behaviour);
          const { body, ...reply } = await client.complete({ ...fields, timeout_ms: 2000 });
          expect({ ...fields, status: reply.status, type: body.error.type }).toEqual({
            ...fields,
            status,
            type,
          });
          expect(body.error.provider_status).toBe(providerStatus);
          expect(reply.headers.get('retry-after')).toBe(status === 429 ? '7' : null);
          expect(body.error.retry_after).toBe(status === 429 ? 7 : undefined);
          expect(gateway.provider.calls).toHaveLength(1);
        }
        expect((await client.complete({ engine: 'agent' })).status).toBe(200);
      },
    );

    it.each([
      ['is no JSON', 'data: {nonsense\n\n'],
      ['OpenClaw trips over', 'data: {"choices":[{"index":0,"delta":{"tool_calls":[null]}}]}\n\n'],
      ['is an error', 'data: {"error":{"message":"vendor trouble"}}\n\n'],
    ])('as the provider sends what %s is its fault, and not that of the connection', async (_, text) => {
      gateway.provider.otherwise({ kind: 'raw', text });
      for (const engine of ['lean', 'agent']) {
        const { status, body } = await client.complete({ engine });
        expect({ engine, status, type: body.error.type }).toEqual({
          engine,
          status: 502,
          type: 'provider_error',
        });
      }
    });

    it('as the provider ends before its answer does is one of the connection', async () => {
      gateway.provider.otherwise({
        kind: 'raw',
        text: 'data: {"choices":[{"index":0,"delta":{"content":"x"}}]}\n\n',
      });
      expect((await client.complete()).body.error.type).toBe('provider_unreachable');
    });

    it.each(ENGINES)('on the engine %s is no answer', async (engine) => {
      gateway.provider.next({ kind: 'status', status: 500 });
      const { status, body } = await client.complete({ engine });
      expect({ status, type: body.error.type }).toEqual({ status: 502, type: 'provider_error' });
    });

    it.each(['lean', 'agent'])(
      'in the middle of a stream of the engine %s ends it with an error',
      async (engine) => {
        gateway.provider.next({ kind: 'drop', tokens: ['half', ' of'] });
        const { status, text, events } = await client.stream({ engine });
        expect(status).toBe(200);
        expect('half of').toContain(text);
        expect(events.at(-1)).toMatchObject({ error: { type: 'provider_unreachable' } });
        expect(events).not.toContain('[DONE]');
        expect(events.filter((event) => event.choices?.[0]?.finish_reason)).toEqual([]);
      },
    );

    it.each([
      [{ agent: 'nobody' }, 400, 'unknown_agent'],
      [{ model: 'main/none' }, 404, 'model_not_found'],
      [{ unknown: 1 }, 400, 'invalid_request_error'],
    ])('as %o is asked for is status %d %s', async (fields, status, type) => {
      const { body, ...reply } = await client.complete(fields);
      expect({ status: reply.status, type: body.error.type }).toEqual({ status, type });
      expect(gateway.provider.calls).toHaveLength(0);
    });

    it('as too many are served already is refused at once', async () => {
      const controller = new AbortController();
      gateway.provider.next(...Array.from({ length: 8 }, () => ({ kind: 'hang' }) as const));
      const waiting = Array.from({ length: 8 }, () =>
        client.complete({}, { signal: controller.signal }).catch(() => 'left'),
      );
      await expect.poll(async () => (await client.version()).body.inflight).toBe(8);
      const { status, headers, body } = await client.complete();
      controller.abort();
      expect({ status, type: body.error.type }).toEqual({ status: 503, type: 'overloaded' });
      expect(headers.get('retry-after')).toBe('1');
      expect(await Promise.all(waiting)).toEqual(Array.from({ length: 8 }, () => 'left'));
    });
  });

  it('leaves no trace of questions and answers', async () => {
    const secret = 'plugh-4711';
    const messages = [...MESSAGES.slice(0, 1), { role: 'user', content: `question ${secret}` }];
    const before = await bytesIn(join(gateway.home, 'state'));
    for (const engine of ENGINES) {
      for (let count = 0; count < 20; count += 1) {
        gateway.provider.next({ kind: 'answer', tokens: [`answer ${secret}`] });
        const { body } = await client.complete({ engine, messages });
        expect(body.choices[0].message.content).toContain(secret);
      }
    }
    // A session would take 40 to 50 KB.
    expect((await bytesIn(join(gateway.home, 'state'))) - before).toBeLessThan(60 * 10_000);
    const written = [await gateway.output(), gateway.log(), await textIn(gateway.home)].join('\n');
    const found = (text: string): boolean => written.includes(text);
    expect(
      found('plugin 0.1.0 on OpenClaw 2026.9.6: lean available, public available, agent available'),
    ).toBe(true);
    expect(found(secret)).toBe(false);
    expect(found('provider-key')).toBe(false);
  });

  it('writes one line about a failure, without what was asked', async () => {
    gateway.provider.next({ kind: 'status', status: 500 });
    const { headers } = await client.complete();
    const id = headers.get('x-request-id') ?? '';
    const lines = (): string[] =>
      gateway
        .log()
        .split('\n')
        .filter((line) => line.includes(id));
    await expect.poll(lines).toHaveLength(1);
    expect(lines()[0]).toContain('provider_error (502) provider_status=500');
  });

  it('finishes what it is at when the gateway is told to end', async () => {
    gateway.provider.next({ kind: 'answer', tokens: ['a', 'b', 'c', 'd', 'e', 'f'], gapMs: 200 });
    const called = gateway.provider.nextCall();
    const answered = client.stream();
    await called;
    const ended = gateway.end();
    const { text, events } = await answered;
    expect(text).toBe('abcdef');
    expect(events.at(-1)).toBe('[DONE]');
    await ended;
  });
});

describe('the plugin, installed from its package, with its hooks not allowed', () => {
  let gateway: RealOpenClaw;
  let client: PluginClient;

  beforeAll(async () => {
    gateway = await startRealOpenClaw({
      plugin: 'installed',
      configure: ({ plugins }) => {
        plugins['entries'] = { miniask: { enabled: true, hooks: { allowPromptInjection: false } } };
      },
    });
    client = new PluginClient(gateway.url, gateway.token);
  });
  afterAll(() => gateway.stop());

  it('answers', async () => {
    expect((await client.version()).body).toMatchObject({ plugin: '0.1.0', maxInflight: 256 });
    expect((await client.stream()).text).toBe('Hello there');
  });

  it.each([{}, { stream: true }])(
    "tells nothing of what OpenClaw's own prompt would lead to, %o",
    async (fields) => {
      gateway.provider.reset();
      const { status, body } = await client.complete({ engine: 'agent', ...fields });
      expect(status).toBe(500);
      expect(body.error.type).toBe('prompt_not_replaced');
      expect(JSON.stringify(body)).not.toContain('Hello there');
      expect(gateway.provider.calls).toHaveLength(0);
    },
  );
});

/** The size of all files under a folder. */
async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await filesIn(folder)).map(async (file) => (await stat(file).catch(() => ({ size: 0 }))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function textIn(folder: string): Promise<string> {
  const texts = await Promise.all(
    (await filesIn(folder)).map((file) => readFile(file, 'latin1').catch(() => '')),
  );
  return texts.join('\n');
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
