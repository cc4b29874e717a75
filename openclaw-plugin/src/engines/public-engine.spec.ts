import { afterEach, describe, expect, it } from 'vitest';
import { PluginServer } from '../testing/plugin-server.js';

let plugin: PluginServer;
afterEach(() => plugin.stop());

async function ask(result: () => unknown, fields: object = {}) {
  const calls: unknown[] = [];
  const complete = async (params: unknown): Promise<unknown> => {
    calls.push(params);
    return result();
  };
  plugin = await PluginServer.start({ llm: { complete } });
  const response = await plugin.complete({ engine: 'public', ...fields });
  return { status: response.status, text: await response.text(), calls };
}

const USAGE = { inputTokens: 20, cacheReadTokens: 10, outputTokens: 5 };
const ANSWER = { text: 'Hello', stopReason: 'stop', usage: USAGE };

it('calls OpenClaw with what it has of the request', async () => {
  const responseFormat = { type: 'json_object' };
  const fields = { max_tokens: 9, temperature: 0.5, response_format: responseFormat };
  const { text, calls } = await ask(() => ANSWER, fields);
  expect(JSON.parse(text)).toMatchObject({
    choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 30, completion_tokens: 5 },
  });
  expect(calls).toMatchObject([
    {
      agentId: 'fast',
      model: 'main/small',
      systemPrompt: 'Be brief.',
      messages: [{ role: 'user', content: 'Hi' }],
      maxTokens: 9,
      temperature: 0.5,
      responseFormat,
    },
  ]);
});

it('streams the answer as one piece', async () => {
  const { text } = await ask(() => ({ ...ANSWER, stopReason: 'length' }), { stream: true });
  expect(text.match(/"content":"Hello"/g)).toHaveLength(1);
  expect(text).toContain('"finish_reason":"length"');
  expect(text).toContain('[DONE]');
});

describe('a failure', () => {
  it.each(['error', 'aborted'])('that OpenClaw tells as the stop reason %s is one', async (stopReason) => {
    const { status, text } = await ask(() => ({ ...ANSWER, text: 'half', stopReason }), { stream: true });
    expect(status).toBe(502);
    expect(JSON.parse(text).error.type).toBe('provider_error');
  });

  it.each([
    [new Error('call failed', { cause: new Error('429 slow down; Retry-After: 2 seconds') }), 429],
    [new Error('Connection error.'), 502],
  ])('that is thrown, %o', async (error, expected) => {
    const { status } = await ask(() => {
      throw error;
    });
    expect(status).toBe(expected);
  });
});

it.each([
  [{ tools: [{ type: 'function', function: { name: 'x' } }] }, 'tools'],
  [{ top_p: 0.5 }, 'top_p'],
  [{ seed: 1 }, 'seed'],
  [{ stop: 'x' }, 'stop'],
])('refuses %o, which it could not pass on', async (fields, name) => {
  const { status, text, calls } = await ask(() => ANSWER, fields);
  expect(status).toBe(400);
  expect(text).toContain(`${name} is not supported by the engine public`);
  expect(calls).toEqual([]);
});
