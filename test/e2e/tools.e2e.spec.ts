import { describe, expect, it } from 'vitest';
import type { Behaviour, FakeOpenClawOptions } from '../support/fake-openclaw/index.js';
import { useServer } from '../support/use-openclaw.js';

const FILES = {
  'mini-program-profiles.yaml': `
profiles:
  support_v1:
    model: fast
    system_prompt: You help.
    tools: [search_knowledge]
  support_v2:
    model: fast
    system_prompt: You help.
    tools: [search_knowledge, order_status]
  support_v3:
    model: fast
    system_prompt: You help.
    tools: [search_knowledge]
    fallback: support_v1
  support_v4:
    model: fast
    system_prompt: You help.
    tools: [order_status]
    fallback: support_v1
routing:
  support: support_v1
`,
  'env-policy.yaml':
    'environments: {dev: {allowed_profiles: [support_v1, support_v2, support_v3, support_v4], log_level: error, allow_local_fallback: true}}',
};
const ASK = { intent: 'support', input: { text: '退货的运费谁承担？' } };

const frame = (choice: object): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl_1', choices: [choice] })}\n\n`;
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5}}\n\ndata: [DONE]\n\n';

/** A model that says something and then wants these tools, its arguments cut in two. */
function wants(...calls: readonly { name: string; args: unknown }[]): Behaviour {
  return saysAndWants('Let me look that up.', ...calls);
}

function saysAndWants(words: string, ...calls: readonly { name: string; args: unknown }[]): Behaviour {
  const parts = calls.flatMap(({ name, args }, index) => {
    const json = JSON.stringify(args);
    const half = Math.floor(json.length / 2);
    const call = (part: object): string => frame({ delta: { tool_calls: [{ index, ...part }] } });
    return [
      call({ id: `call-${index}`, type: 'function', function: { name, arguments: json.slice(0, half) } }),
      call({ function: { arguments: json.slice(half) } }),
    ];
  });
  const said = frame({ delta: { content: words } });
  return { kind: 'raw', parts: [said, ...parts, frame({ delta: {}, finish_reason: 'tool_calls' }), USAGE] };
}

/** A model that calls tools as it likes, in the frames that gateway and plugin have in common. */
function wild(...made: readonly { name: string; arguments: string }[]): Behaviour {
  const tool_calls = made.map((called, index) => ({
    index,
    id: `call-${index}`,
    type: 'function',
    function: called,
  }));
  const parts = [frame({ delta: { tool_calls } }), frame({ delta: {}, finish_reason: 'tool_calls' }), USAGE];
  return { kind: 'raw', headers: { 'content-type': 'text/event-stream' }, parts };
}

const search = (query: string) => ({ name: 'search_knowledge', args: { query } });

describe('a profile with tools', () => {
  const setup = useServer({ gateway: { agents: ['fast', 'fast--order_status'] }, files: FILES });

  const traceOf = (traceId: string) => setup.server.traceOf(traceId);

  it('offers tools of ours to the model, runs them, and answers with what it made of them', async () => {
    setup.openclaw.next(wants(search('退货 运费')), { kind: 'answer', text: '质量问题由我们承担运费。' });
    const { status, body } = await setup.server.ask({ ...ASK, traceId: 'tool' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ answer: '质量问题由我们承担运费。', degraded: false });

    const [first, second] = setup.openclaw.requests;
    expect(first?.agent).toBe('fast');
    expect(first?.body['tools']).toMatchObject([
      { type: 'function', function: { name: 'search_knowledge' } },
    ]);
    expect(second?.sessionKey).not.toBe(first?.sessionKey);
    expect(second?.body.messages.slice(-2)).toMatchObject([
      { role: 'assistant', tool_calls: [{ id: 'call-0', function: { name: 'search_knowledge' } }] },
      { role: 'tool', tool_call_id: 'call-0', content: expect.stringContaining('运费') },
    ]);

    const [attempt] = (await traceOf('tool')).attempts;
    expect(attempt).toMatchObject({
      outcome: 'ok',
      toolCalls: [
        { name: 'search_knowledge', arguments: '{"query":"退货 运费"}', outcome: 'ok', totalMs: 0 },
      ],
    });
    expect(attempt?.usage?.promptTokens).toBeGreaterThan(10);
  });

  it('keeps what a model said at length before it called a tool, since it was shown', async () => {
    const words = 'I know a lot about returns, and I will tell you all of it in a moment. '.repeat(3).trim();
    setup.openclaw.next(saysAndWants(words, search('退货')), {
      kind: 'answer',
      text: 'We pay for the return.',
    });
    const { text } = await setup.server.ask({ ...ASK, stream: true });
    const deltas = [...text.matchAll(/"text":"(.*?)"\}/g)].map(([, said]) => said).join('');
    expect(deltas).toBe(`${words}\\n\\nWe pay for the return.`);
  });

  it('runs several at once, and tells the model of those that cannot be', async () => {
    setup.openclaw.next(wants(search('发票'), { name: 'delete_everything', args: {} }), {
      kind: 'answer',
      text: 'Done.',
    });
    await setup.server.ask({ ...ASK, traceId: 'two' });
    expect((await traceOf('two')).attempts).toMatchObject([
      { toolCalls: [{ outcome: 'ok' }, { outcome: 'unknown' }] },
    ]);
  });

  it('lets a model ask four times, and then makes it answer', async () => {
    setup.openclaw.otherwise(({ body }) =>
      body['tools'] === undefined ? { kind: 'answer', text: 'At last.' } : wants(search('x')),
    );
    const { body } = await setup.server.ask(ASK);
    expect(body.answer).toBe('At last.');
    expect(setup.openclaw.requests).toHaveLength(5);
  });

  it('fails when a model calls tools that it was not offered', async () => {
    setup.openclaw.otherwise(wants(search('x')));
    const { status, body } = await setup.server.ask({ ...ASK, traceId: 'wild' });
    expect([status, body.code]).toEqual([502, 'AGENT_ERROR']);
    expect((await traceOf('wild')).errorReason).toBe('unexpected_tool_call');
  });

  it.each([
    ['fails', { kind: 'provider-error', status: 503 }],
    ['gives no answer', { kind: 'answer', text: '' }],
    ['gives an answer of which nothing can be made', { kind: 'answer', text: '{}' }],
  ] satisfies [string, Behaviour][])(
    'asks nobody else when a tool has run and the model then %s',
    async (_, then) => {
      setup.openclaw.next(wants(search('x')), then);
      const { body } = await setup.server.ask({ ...ASK, profile: 'support_v3' });
      expect(body.code).toMatch(/AGENT_ERROR|OUTPUT_INVALID/);
      expect(setup.openclaw.requests).toHaveLength(2);
    },
  );

  it('asks nobody again when the agent may have run a tool of its own', async () => {
    setup.openclaw.next({ kind: 'provider-error', status: 500 });
    const { body } = await setup.server.ask({ ...ASK, profile: 'support_v2', traceId: 'acted' });
    expect(body.code).toBe('AGENT_ERROR');
    expect(setup.openclaw.requests).toHaveLength(1);
    expect((await traceOf('acted')).attempts).toMatchObject([{ reason: 'provider_failed', acted: true }]);
  });

  it('lets an agent go on that has acted, however late it answers', async () => {
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    setup.openclaw.next({
      kind: 'answer',
      text: (async function* () {
        yield 'I have';
        await later;
        yield ' ordered what you wanted.';
      })(),
    });
    const arrived = setup.openclaw.nextRequest();
    const asked = setup.server.ask({ ...ASK, profile: 'support_v2', traceId: 'late' });
    await arrived;
    const acted = async () => (await setup.server.call('GET', '/v1/mini/asks/late')).status === 200;
    await expect.poll(acted).toBe(true);
    await expect.poll(async () => (await traceOf('late')).attempts).toMatchObject([{ acted: true }]);
    setup.clock.advance(8000);
    expect((await asked).status).toBe(202);
    goOn();
    const view = async () => (await setup.server.call('GET', '/v1/mini/asks/late')).body;
    await expect.poll(view).toMatchObject({ status: 'complete', answer: 'I have ordered what you wanted.' });
  });

  it('asks nobody else when the agent may have run a tool of its own', async () => {
    setup.openclaw.next({ kind: 'provider-error', status: 503 });
    const { body } = await setup.server.ask({ ...ASK, profile: 'support_v4', traceId: 'acted' });
    expect(body.code).toBe('AGENT_ERROR');
    expect(setup.openclaw.requests).toHaveLength(1);
    expect((await traceOf('acted')).attempts).toMatchObject([{ acted: true }]);

    const again = await setup.server.ask({ ...ASK, profile: 'support_v4', traceId: 'acted' });
    expect([again.status, again.body.code]).toEqual([502, 'AGENT_ERROR']);
    expect(setup.openclaw.requests).toHaveLength(1);
  });

  it('asks the agent that carries the other tools, and offers ours beside them', async () => {
    setup.openclaw.next({ kind: 'answer', text: 'Hello.' });
    await setup.server.ask({ ...ASK, profile: 'support_v2' });
    expect(setup.openclaw.requests[0]).toMatchObject({ agent: 'fast--order_status' });
    expect(setup.openclaw.requests[0]?.body['tools']).toHaveLength(1);
  });
});

describe.each([
  ['the plugin', { plugin: { engines: ['lean'] } }],
  ['chat completions', {}],
] satisfies [string, FakeOpenClawOptions][])('a model that calls tools wildly, by %s', (_, gateway) => {
  const setup = useServer({ gateway, files: FILES });

  it.each([
    ['cut arguments', { name: 'search_knowledge', arguments: '{"query": "a' }, 'invalid', /do not fit/],
    ['a list', { name: 'search_knowledge', arguments: '[1,2]' }, 'invalid', /do not fit/],
    ['null', { name: 'search_knowledge', arguments: 'null' }, 'invalid', /do not fit/],
    ['a text', { name: 'search_knowledge', arguments: '"text"' }, 'invalid', /do not fit/],
    ['a long name', { name: 'x'.repeat(100), arguments: '{}' }, 'unknown', /There is no tool/],
    ['a very long name', { name: 'x'.repeat(5000), arguments: '{}' }, 'unknown', /There is no tool/],
    ['an odd name', { name: 'search knowledge.', arguments: '{}' }, 'unknown', /There is no tool/],
  ])('with %s is told so, and answers', async (name, call, outcome, words) => {
    setup.openclaw.next(wild(call), { kind: 'answer', text: 'At last.' });
    const traceId = `wild-${name.replaceAll(' ', '-')}`;
    const { status, body } = await setup.server.ask({ ...ASK, traceId });
    expect([status, body.answer]).toEqual([200, 'At last.']);

    expect(setup.openclaw.requests).toHaveLength(2);
    const [, second] = setup.openclaw.requests;
    const messages: readonly { role: string }[] = second?.plugin?.messages ?? second?.body.messages ?? [];
    expect(messages.slice(-2)).toMatchObject([
      { tool_calls: [{ id: 'call-0', function: { name: expect.stringMatching(/^[\w-]{1,64}$/) } }] },
      { role: 'tool', tool_call_id: 'call-0', content: expect.stringMatching(words) },
    ]);
    expect((await setup.server.traceOf(traceId)).attempts).toMatchObject([
      { outcome: 'ok', toolCalls: [{ outcome }] },
    ]);
  });
});
