import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { valueAt } from '../common/json.js';
import { CONFIG } from '../testing/fake-host.js';
import { USAGE } from '../testing/fake-sdk.js';
import { PluginServer } from '../testing/plugin-server.js';

let plugin: PluginServer;

beforeEach(async () => {
  plugin = await PluginServer.start();
});
afterEach(() => plugin.stop());

const PARAMETERS = { type: 'object', properties: {} };

it('sends the messages, sampling and tools of the request', async () => {
  await plugin.complete({
    model: 'strong',
    messages: [
      { role: 'system', content: 'S' },
      { role: 'user', content: 'Q' },
      {
        role: 'assistant',
        content: 'A',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'R' },
    ],
    max_tokens: 9,
    temperature: 0.5,
    top_p: 0.9,
    stop: 'END',
    seed: 3,
    response_format: { type: 'json_object' },
    tools: [{ type: 'function', function: { name: 'look' } }],
    tool_choice: { type: 'function', function: { name: 'look' } },
  });
  const [call] = plugin.sdk.calls;
  expect(call?.model).toMatchObject({ provider: 'main', id: 'big' });
  expect(call?.context).toMatchObject({
    systemPrompt: 'S',
    messages: [
      { role: 'user', content: 'Q' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'A' },
          { type: 'toolCall', id: 'c1', name: 'look', arguments: { a: 1 } },
        ],
        stopReason: 'toolUse',
      },
      { role: 'toolResult', toolCallId: 'c1', toolName: 'look', content: [{ type: 'text', text: 'R' }] },
    ],
    tools: [{ name: 'look', description: '', parameters: PARAMETERS }],
  });
  if (call === undefined) throw new Error('The provider was not called');
  const { onPayload, signal, ...options } = call.options;
  expect(options).toEqual({
    timeoutMs: 60_000,
    cacheRetention: 'none',
    apiKey: 'secret-key',
    temperature: 0.5,
    maxTokens: 9,
    stop: ['END'],
    responseFormat: { type: 'json_object' },
    toolChoice: { type: 'function', function: { name: 'look' } },
  });
  expect(signal).toBeInstanceOf(AbortSignal);
  expect(typeof onPayload === 'function' && onPayload({ model: 'm' })).toEqual({
    model: 'm',
    top_p: 0.9,
    seed: 3,
  });
});

it('refuses what the API of the model has no field for', async () => {
  plugin.sdk.prepared = () => ({
    model: { api: 'anthropic-messages', provider: 'main', id: 'small' },
    auth: {},
  });
  expect((await plugin.complete({ top_p: 0.9 })).status).toBe(200);
  const response = await plugin.complete({ seed: 3 });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('seed is not supported with models of the API anthropic-messages');
});

describe('a model is prepared', () => {
  const prepared = () => plugin.sdk.preparations.map(({ agentId, modelRef }) => `${agentId} ${modelRef}`);

  it('once for each agent and model, also when asked at the same time', async () => {
    await Promise.all([plugin.complete(), plugin.complete(), plugin.complete({ agent: 'strong' })]);
    await plugin.complete({ model: 'strong' });
    await plugin.complete();
    expect(prepared().toSorted()).toEqual(['fast main/big', 'fast main/small', 'strong main/big']);
  });

  it('again when the configuration was read again', async () => {
    await plugin.complete();
    plugin.host.config = { ...CONFIG };
    await plugin.complete();
    expect(plugin.sdk.preparations.map(({ cfg }) => cfg)).toEqual([CONFIG, plugin.host.config]);
  });

  it('again when it is old', async () => {
    await plugin.complete();
    plugin.clock.advance(1_799_999);
    await plugin.complete();
    expect(prepared()).toHaveLength(1);
    plugin.clock.advance(1);
    await plugin.complete();
    expect(prepared()).toHaveLength(2);
  });

  it('again when the provider refuses its key, but not with every request', async () => {
    plugin.sdk.script = async function* refused() {
      yield { type: 'error', error: { errorMessage: '401 no' } };
    };
    await plugin.complete();
    await plugin.complete();
    expect(prepared()).toHaveLength(1);
    plugin.clock.advance(60_000);
    await plugin.complete();
    await plugin.complete();
    expect(prepared()).toHaveLength(2);
  });

  it.each([
    [() => ({ error: 'No API key found for provider "main"' }), 'No API key found'],
    [() => ({ model: {} }), 'something else'],
    [() => undefined, 'something else'],
    [
      () => {
        throw new Error('boom with secret');
      },
      'OpenClaw cannot prepare the model',
    ],
  ])('again after it could not be: %o', async (problem, words) => {
    const { prepared: works } = plugin.sdk;
    plugin.sdk.prepared = problem;
    const response = await plugin.complete();
    expect(response.status).toBe(503);
    const { error } = JSON.parse(await response.text());
    expect(error.type).toBe('model_unavailable');
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('secret');
    plugin.sdk.prepared = works;
    expect((await plugin.complete()).status).toBe(200);
  });

  it('and forgotten when there are very many', async () => {
    const entries = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`a${index}`, {}]));
    plugin.host.config = { ...CONFIG, agents: { ...CONFIG.agents, entries } };
    for (const agent of Object.keys(entries)) await plugin.complete({ agent });
    await plugin.complete({ agent: 'a299' });
    expect(prepared()).toHaveLength(300);
    await plugin.complete({ agent: 'a0' });
    expect(prepared()).toHaveLength(301);
  });
});

describe('tool calls that OpenClaw keeps back', () => {
  const KEPT_BACK = 'Provider returned an incomplete or malformed tool call';

  /** What OpenClaw 2026.9.6 streams of calls, as fast as it can: their place in the answer is empty by the end. */
  function streams(blocks: readonly object[], deltas: readonly (readonly [number, string])[]): void {
    plugin.sdk.script = async function* calls() {
      const output = { content: [...blocks] };
      yield { type: 'start', partial: output };
      output.content = [];
      for (const contentIndex of blocks.keys())
        yield { type: 'toolcall_start', contentIndex, partial: output };
      for (const [contentIndex, delta] of deltas) {
        yield { type: 'toolcall_delta', contentIndex, delta, partial: output };
      }
      yield { type: 'error', error: { errorMessage: KEPT_BACK, usage: USAGE } };
    };
  }
  const block = (id: string, name: string) => ({ type: 'toolCall', id, name });

  it.each(['{"q": "a', '[1,2]', 'null', '"text"', ''])(
    'are told as the model wrote them: %o',
    async (text) => {
      const halves = [text.slice(0, 3), text.slice(3)] as const;
      streams(
        [block('c1', 'look'), block('c2', 'look')],
        [
          [0, halves[0]],
          [1, '{}'],
          [0, halves[1]],
        ],
      );
      const { choices, usage } = JSON.parse(await (await plugin.complete()).text());
      expect(choices[0]).toMatchObject({
        message: {
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'look', arguments: text } },
            { id: 'c2', type: 'function', function: { name: 'look', arguments: '{}' } },
          ],
        },
        finish_reason: 'tool_calls',
      });
      expect(usage).toEqual({ prompt_tokens: 30, completion_tokens: 5, total_tokens: 35 });
    },
  );

  it.each([[[block('c1', 'look'), block('c2', '')]], [[block('', 'look')]], [[]]])(
    'are refused as a whole where one could not be answered: %o',
    async (blocks) => {
      streams(
        blocks,
        [...blocks.keys()].map((index) => [index, '{"q'] as const),
      );
      const response = await plugin.complete({ stream: true });
      expect(await response.text()).toContain('"type":"invalid_tool_call"');
    },
  );

  it('are no calls when the connection broke', async () => {
    streams([block('c1', 'look')], [[0, '{"q']]);
    const script = plugin.sdk.script.bind(plugin.sdk);
    plugin.sdk.script = async function* broken(call) {
      for await (const event of script(call)) {
        const failed = valueAt(event, 'type') === 'error';
        yield failed ? { type: 'error', error: { errorMessage: 'terminated' } } : event;
      }
    };
    const { error } = JSON.parse(await (await plugin.complete()).text());
    expect(error.type).toBe('provider_unreachable');
  });
});
