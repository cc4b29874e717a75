import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PluginError } from '../errors/plugin-error.js';
import { parseRequest } from './parse-request.js';

const MAX_TIMEOUT_MS = 60_000;
const USER = { role: 'user', content: 'Hi' };
const TOOL = {
  type: 'function',
  function: { name: 'lookup', description: 'd', parameters: { type: 'object' } },
};
const CALL = { id: 'c1', type: 'function', function: { name: 'lookup', arguments: '{"a":1}' } };

const parse = (fields: object) =>
  parseRequest({ agent: 'fast', messages: [USER], ...fields }, MAX_TIMEOUT_MS);

function refusal(body: unknown): string {
  try {
    parseRequest(body, MAX_TIMEOUT_MS);
  } catch (error) {
    if (error instanceof PluginError && error.type === 'invalid_request_error') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a request', () => {
  it('may say very little', () => {
    expect(parse({})).toEqual({
      engine: 'lean',
      agent: 'fast',
      model: undefined,
      system: '',
      turns: [USER],
      stream: false,
      sampling: {},
      tools: [],
      toolChoice: undefined,
      timeoutMs: undefined,
    });
  });

  it('may say everything', () => {
    const responseFormat = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } };
    expect(
      parse({
        engine: 'agent',
        model: 'fast',
        messages: [
          { role: 'system', content: 'one' },
          {
            role: 'system',
            content: [
              { type: 'text', text: 't' },
              { type: 'text', text: 'wo' },
            ],
          },
          USER,
          { role: 'assistant', content: null, tool_calls: [CALL] },
          { role: 'tool', tool_call_id: 'c1', content: 'r' },
        ],
        stream: true,
        max_tokens: 5,
        temperature: 0,
        top_p: 1,
        stop: 'END',
        seed: -1,
        response_format: responseFormat,
        tools: [TOOL],
        tool_choice: { type: 'function', function: { name: 'lookup' } },
        timeout_ms: 1000,
      }),
    ).toEqual({
      engine: 'agent',
      agent: 'fast',
      model: 'fast',
      system: 'one\n\ntwo',
      turns: [
        USER,
        { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'lookup', arguments: '{"a":1}' }] },
        { role: 'tool', toolCallId: 'c1', content: 'r' },
      ],
      stream: true,
      sampling: { maxTokens: 5, temperature: 0, topP: 1, stop: ['END'], seed: -1, responseFormat },
      tools: [{ name: 'lookup', description: 'd', parameters: { type: 'object' } }],
      toolChoice: { name: 'lookup' },
      timeoutMs: 1000,
    });
  });

  it('of the format text asks for nothing', () => {
    expect(parse({ response_format: { type: 'text' } }).sampling.responseFormat).toBeUndefined();
  });
});

describe('a request is refused with the name of the field', () => {
  it.each([
    [{ agent: undefined }, 'agent is missing'],
    [{ agent: '' }, 'agent must have'],
    [{ agent: 7 }, 'agent must be a string'],
    [{ engine: 'fast' }, 'engine must be one of lean, public, agent'],
    [{ model: null }, 'model must be a string'],
    [{ messages: [] }, 'messages must have 1'],
    [{ messages: [{ role: 'system', content: 'x' }] }, 'messages must have a message beside'],
    [{ messages: [USER, { role: 'system', content: 'x' }] }, 'messages[1] is a system message'],
    [{ messages: [{ role: 'developer', content: 'x' }] }, 'messages[0].role must be one of'],
    [{ messages: [{ ...USER, name: 'x' }] }, 'messages[0].name is not known'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content is missing'],
    [{ messages: [{ role: 'user', content: null }] }, 'messages[0].content must be a string or'],
    [{ messages: [{ role: 'assistant', content: null }] }, 'messages[0].content must be'],
    [{ messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, 'messages[0].content[0].type'],
    [
      { messages: [USER, { role: 'tool', tool_call_id: 'c1', content: '' }] },
      'messages[1].tool_call_id names no',
    ],
    [
      {
        messages: [
          {
            role: 'assistant',
            content: '',
            tool_calls: [{ ...CALL, function: { name: 'x', arguments: '[1]' } }],
          },
        ],
      },
      'messages[0].tool_calls[0].function.arguments must be a JSON object',
    ],
    [{ stream: 'true' }, 'stream must be true or false'],
    [{ max_tokens: 0 }, 'max_tokens must lie'],
    [{ max_tokens: 1.5 }, 'max_tokens must be an integer'],
    [{ temperature: 2.1 }, 'temperature must lie between 0 and 2'],
    [{ top_p: -1 }, 'top_p must lie'],
    [{ stop: [] }, 'stop must have 1'],
    [{ seed: 'x' }, 'seed must be a number'],
    [{ response_format: 'json' }, 'response_format must be an object'],
    [{ response_format: { type: 'xml' } }, 'response_format.type must be one of'],
    [{ response_format: { type: 'json_schema' } }, 'response_format.json_schema is missing'],
    [{ tools: [{ ...TOOL, type: 'x' }] }, 'tools[0].type must be'],
    [{ tools: [{ type: 'function', function: { name: 'a b' } }] }, 'tools[0].function.name may have'],
    [{ tools: [TOOL, TOOL] }, 'tools[1].function.name is there twice'],
    [{ tool_choice: 'auto' }, 'tool_choice needs tools'],
    [
      { tools: [TOOL], tool_choice: { type: 'function', function: { name: 'x' } } },
      'tool_choice.function.name names none',
    ],
    [{ timeout_ms: 999 }, 'timeout_ms must lie between 1000 and 60000'],
    [{ timeout_ms: 60_001 }, 'timeout_ms must lie between 1000 and 60000'],
  ])('%o', (fields, message) => {
    expect(refusal({ agent: 'fast', messages: [USER], ...fields })).toContain(message);
  });

  it.each([null, [], 'x', 7])('a body that is %o', (body) => {
    expect(refusal(body)).toBe('The body must be an object');
  });
});

const role = fc.constantFrom('user', 'assistant');
const messages = fc.array(fc.record({ role, content: fc.string() }), { minLength: 1 });
const valid = fc.record(
  {
    agent: fc.string({ minLength: 1, maxLength: 200 }),
    messages,
    engine: fc.constantFrom('lean', 'public', 'agent'),
    stream: fc.boolean(),
    temperature: fc.double({ min: 0, max: 2, noNaN: true }),
    max_tokens: fc.integer({ min: 1, max: 1_000_000 }),
    seed: fc.maxSafeInteger(),
  },
  { requiredKeys: ['agent', 'messages'] },
);

describe('whatever comes', () => {
  it('is a request or a refusal, never a crash', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => void refusal(body)));
    fc.assert(
      fc.property(valid, fc.string(), fc.jsonValue(), (body, key, value) => {
        refusal({ ...body, [key]: value });
        refusal({ ...body, messages: [value] });
        refusal({ ...body, tools: [value] });
      }),
    );
  });

  it('that is right is taken as it is', () => {
    fc.assert(
      fc.property(valid, (body) => {
        const request = parseRequest(JSON.parse(JSON.stringify(body)), MAX_TIMEOUT_MS);
        expect(request.turns.map(({ content }) => content)).toEqual(
          body.messages.map(({ content }) => content),
        );
        expect(request.sampling.maxTokens).toBe(body.max_tokens);
        expect(request.sampling.seed).toBe(body.seed);
      }),
    );
  });

  it('has no key that is passed over', () => {
    const strange = fc.string({ minLength: 1, maxLength: 40 }).map((name) => `x_${name}`);
    fc.assert(
      fc.property(valid, strange, fc.jsonValue(), (body, key, value) => {
        expect(refusal({ ...body, [key]: value })).toBe(`${key} is not known here`);
      }),
    );
  });
});
