import { afterEach, describe, expect, it } from 'vitest';
import { isObject, stringAt, valueAt } from '../common/json.js';
import { PluginServer } from '../testing/plugin-server.js';
import { AFTER_TOOLS_PROMPT } from './agent-engine.js';

let plugin: PluginServer;
afterEach(() => plugin.stop());

type Params = Readonly<Record<string, unknown>>;

/** OpenClaw's agent, as far as the plugin sees it. */
interface FakeRun {
  /** Asks the hook, as OpenClaw does; false when the plugin is not allowed its hooks. */
  readonly asks?: boolean;
  /** The system prompt that another plugin got in. */
  readonly sends?: string;
  readonly phases?: boolean;
  /** A tool of this name runs before it speaks. */
  readonly tool?: string;
  readonly partials?: readonly string[];
  readonly result?: unknown;
  readonly error?: unknown;
}

const DONE = {
  meta: {
    stopReason: 'stop',
    finalAssistantVisibleText: 'Hello there',
    agentMeta: { usage: { input: 60, output: 4 } },
  },
};

function call(params: Params, name: string, ...args: readonly unknown[]): void {
  const callback = params[name];
  if (typeof callback === 'function') callback(...args);
}

function askHooks({ runId }: Params, sends: string | undefined): unknown {
  const { hooks } = plugin.host;
  const offer = hooks.get('before_prompt_build')?.({}, { runId });
  hooks.get('llm_input')?.({ runId, systemPrompt: sends ?? stringAt(offer, 'systemPrompt') }, {});
  return offer;
}

async function start(fake: FakeRun) {
  const runs: Params[] = [];
  const offered: unknown[] = [];
  const runEmbeddedAgent = async (params: unknown): Promise<unknown> => {
    if (!isObject(params)) throw new Error('no parameters');
    runs.push(params);
    if (fake.asks !== false) offered.push(askHooks(params, fake.sends));
    if (fake.phases !== false) call(params, 'onExecutionPhase', { phase: 'model_call_started' });
    const { abortSignal } = params;
    if (abortSignal instanceof AbortSignal) abortSignal.throwIfAborted();
    call(params, 'onAssistantMessageStart');
    if (fake.tool !== undefined) {
      call(params, 'onExecutionPhase', { phase: 'tool_execution_started', tool: fake.tool });
    }
    for (const text of fake.partials ?? []) call(params, 'onPartialReply', { text });
    if (fake.error !== undefined) throw fake.error;
    return fake.result ?? DONE;
  };
  const agent = {
    runEmbeddedAgent,
    resolveAgentDir: (_: unknown, id: string) => `/agents/${id}`,
    resolveAgentWorkspaceDir: (_: unknown, id: string) => `/workspaces/${id}`,
  };
  plugin = await PluginServer.start({ agent });
  return { runs, offered };
}

async function ask(fake: FakeRun, fields: object = {}) {
  const seen = await start(fake);
  const response = await plugin.complete({ engine: 'agent', ...fields });
  return { ...seen, status: response.status, headers: response.headers, text: await response.text() };
}

const TOOLS = [{ type: 'function', function: { name: 'look', description: 'd', parameters: {} } }];

describe('a run', () => {
  it("has the caller's prompt, turns, sampling and tools, and stores nothing", async () => {
    const { runs, offered, text } = await ask(
      {},
      {
        messages: [
          { role: 'system', content: 'S' },
          { role: 'user', content: 'Q1' },
          { role: 'assistant', content: 'A1' },
          { role: 'user', content: 'Q2' },
        ],
        max_tokens: 9,
        top_p: 0.9,
        seed: 3,
        tools: TOOLS,
        timeout_ms: 5000,
      },
    );
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ message: { content: 'Hello there' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 60, completion_tokens: 4, total_tokens: 64 },
    });
    expect(offered).toEqual([{ systemPrompt: 'S' }]);
    const id = JSON.parse(text).id;
    expect(runs).toMatchObject([
      {
        runId: id,
        agentId: 'fast',
        sessionKey: `agent:fast:miniask:${id}`,
        sessionPersistence: 'detached',
        disableTrajectory: true,
        authProfileFailurePolicy: 'local',
        modelFallbacksOverride: [],
        workspaceDir: '/workspaces/fast',
        agentDir: '/agents/fast',
        provider: 'main',
        model: 'small',
        prompt: 'Q2',
        timeoutMs: 10_000,
        streamParams: { maxTokens: 9, topP: 0.9, seed: 3 },
        clientTools: TOOLS,
      },
    ]);
    expect(valueAt(runs[0], 'sessionManager', 'messages')).toMatchObject([
      { role: 'user', content: 'Q1' },
      { role: 'assistant', content: [{ type: 'text', text: 'A1' }] },
    ]);
  });

  it('asks in words of its own after the results of tools', async () => {
    const { runs } = await ask(
      {},
      {
        messages: [
          { role: 'system', content: 'S' },
          { role: 'user', content: 'Q' },
          {
            role: 'assistant',
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
          },
          { role: 'tool', tool_call_id: 'c1', content: 'R' },
        ],
      },
    );
    expect(runs[0]?.['prompt']).toBe(AFTER_TOOLS_PROMPT);
    expect(valueAt(runs[0], 'sessionManager', 'messages')).toHaveLength(3);
  });

  it('streams what is new in each snapshot', async () => {
    const { text } = await ask({ partials: ['Hel', 'Hello', 'Hello there'] }, { stream: true });
    expect(text.match(/"content":"[^"]*"/g)).toEqual([
      '"content":""',
      '"content":"Hel"',
      '"content":"lo"',
      '"content":" there"',
    ]);
    expect(text).toContain('[DONE]');
  });

  it("ends with the calls of the caller's tools", async () => {
    const pendingToolCalls = [{ id: 'x1', name: 'look', arguments: '{"a":1}' }];
    const { text } = await ask(
      { result: { meta: { stopReason: 'tool_calls', pendingToolCalls } } },
      { tools: TOOLS },
    );
    expect(JSON.parse(text).choices[0]).toMatchObject({
      message: {
        content: null,
        tool_calls: [{ id: 'x1', function: { name: 'look', arguments: '{"a":1}' } }],
      },
      finish_reason: 'tool_calls',
    });
  });

  it('tells that a tool of OpenClaw starts, before anything else', async () => {
    const { text } = await ask({ tool: 'write', partials: ['Done'] }, { stream: true });
    const [role, started, said] = text.split('\n\n').map((event) => event.replace('data: ', ''));
    expect(JSON.parse(role ?? '')).toMatchObject({ choices: [{ delta: { role: 'assistant' } }] });
    expect(JSON.parse(started ?? '')).toMatchObject({
      choices: [{ index: 0, delta: {}, finish_reason: null }],
      miniask: { tool: 'started' },
    });
    expect(said).toContain('"content":"Done"');
  });

  it("tells nothing of the kind of a caller's tool, however OpenClaw spells it", async () => {
    const { text } = await ask({ tool: 'LOOK' }, { stream: true, tools: TOOLS });
    expect(text).not.toContain('miniask');
  });

  it('answers in one piece although a tool of OpenClaw runs', async () => {
    const { status, text } = await ask({ tool: 'write' });
    expect(status).toBe(200);
    expect(JSON.parse(text)).not.toHaveProperty('miniask');
  });

  it('offers no tools when none may be chosen', async () => {
    const { runs } = await ask({}, { tools: TOOLS, tool_choice: 'none' });
    expect(runs[0]).not.toHaveProperty('clientTools');
  });

  it('takes the payloads where OpenClaw tells no final text', async () => {
    const payloads = [
      { text: 'thinking', isReasoning: true },
      { text: 'Hello' },
      { text: 'oops', isError: true },
      { text: 'there' },
    ];
    const { text } = await ask({ result: { payloads, meta: { stopReason: 'length' } } });
    expect(JSON.parse(text).choices[0]).toMatchObject({
      message: { content: 'Hello\n\nthere' },
      finish_reason: 'length',
    });
  });
});

describe('a run whose prompt was not replaced', () => {
  it.each([
    [{ asks: false }, {}],
    [{ asks: false, phases: false }, {}],
    [{ asks: false, partials: ['Hello'] }, { stream: true }],
    [{ asks: false, phases: false, partials: ['Hello'] }, { stream: true }],
    [{ sends: 'You are a personal assistant.' }, {}],
    [{ sends: 'You are a personal assistant.', phases: false, partials: ['Hello'] }, { stream: true }],
  ])('is an error that tells nothing of the answer: %o', async (fake, fields) => {
    const { status, text } = await ask(fake, fields);
    expect(status).toBe(500);
    expect(JSON.parse(text).error.type).toBe('prompt_not_replaced');
    expect(text).not.toContain('Hello');
  });
});

describe('a run that fails', () => {
  const failover = (message: string, status: number, reason: string) =>
    Object.assign(new Error(message), { name: 'FailoverError', status, reason });

  it.each([
    [failover('⚠️ slow down; Retry-After: 7 seconds', 429, 'rate_limit'), 429, 'rate_limit_error'],
    [failover('⚠️ main/x request failed (HTTP 500)', 500, 'server_error'), 502, 'provider_error'],
    [failover('⚠️ authentication failed, HTTP 401', 401, 'auth'), 502, 'provider_auth_error'],
    [failover('provider rejected the request', 400, 'format'), 422, 'provider_refused'],
    [failover('LLM request failed: network connection error.', 408, 'timeout'), 502, 'provider_unreachable'],
    [new Error('a bug'), 500, 'internal_error'],
  ])('as %s', async (error, status, type) => {
    const answer = await ask({ error });
    expect({ status: answer.status, type: JSON.parse(answer.text).error.type }).toEqual({ status, type });
    expect(answer.headers.get('retry-after')).toBe(status === 429 ? '7' : null);
  });

  it('is a status until a tool runs', async () => {
    const error = failover('HTTP 500', 500, 'server_error');
    expect((await ask({ error }, { stream: true })).status).toBe(502);
    await plugin.stop();
    const begun = await ask({ tool: 'write', error }, { stream: true });
    expect(begun.status).toBe(200);
    expect(begun.text).toContain('"type":"provider_error"');
    expect(begun.text).not.toContain('[DONE]');
  });

  it('as the agent says nothing', async () => {
    const error = { kind: 'incomplete_turn', message: "Agent couldn't generate a response." };
    const { status, text } = await ask({ result: { meta: { error } } });
    expect(status).toBe(502);
    expect(JSON.parse(text).error).toEqual({
      type: 'provider_error',
      message: "The agent gave no answer: Agent couldn't generate a response.",
    });
  });

  it('as OpenClaw keeps a tool call back', async () => {
    const error = { message: 'Provider returned an incomplete or malformed tool call' };
    const { status, text } = await ask({ result: { meta: { error } } }, { tools: TOOLS });
    expect({ status, type: JSON.parse(text).error.type }).toEqual({ status: 502, type: 'invalid_tool_call' });
  });

  it('as OpenClaw takes back what was told', async () => {
    const { text } = await ask({ partials: ['Hello you', 'Hello'] }, { stream: true });
    expect(text).toContain('"type":"internal_error"');
    expect(text).not.toContain('[DONE]');
  });
});

it.each([
  [{ messages: [{ role: 'user', content: 'Q' }] }, 'needs a system message'],
  [
    {
      messages: [
        { role: 'system', content: 'S' },
        { role: 'assistant', content: 'A' },
      ],
    },
    'must end with a user or tool message',
  ],
  [{ tools: TOOLS, tool_choice: 'required' }, 'can only be auto or none'],
])('refuses %o', async (fields, words) => {
  const { status, text, runs } = await ask({}, fields);
  expect(status).toBe(400);
  expect(text).toContain(words);
  expect(runs).toEqual([]);
});
