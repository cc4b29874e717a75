import { describe, expect, it } from 'vitest';
import { anAgentRequest } from '../../../../test/support/agent-runs.js';
import { callBy, chooseWay } from './choose-way.js';

const ALL = ['lean', 'public', 'agent'] as const;
const OFFER = { name: 'look_up', description: 'Looks up.', parameters: { type: 'object' } };
const plain = { tools: [], offers: [] };

describe('chooseWay', () => {
  it.each([
    ['a plain run', ALL, plain, 'lean'],
    ['a run with tools of ours', ALL, { ...plain, offers: [OFFER] }, 'lean'],
    ['a run with tools of the agent', ALL, { ...plain, tools: ['read'] }, 'agent'],
    ['a run with both', ALL, { tools: ['read'], offers: [OFFER] }, 'agent'],
    ['a plain run without lean', ['public', 'agent'], plain, 'public'],
    ['top_p without lean', ['public', 'agent'], { ...plain, topP: 0.5 }, 'chat'],
    ['tools of ours without lean', ['public', 'agent'], { ...plain, offers: [OFFER] }, 'chat'],
    ['tools of the agent without its engine', ['lean', 'public'], { ...plain, tools: ['read'] }, 'chat'],
    ['anything without the plugin', [], plain, 'chat'],
  ] as const)('%s', (_, engines, wants, way) => {
    expect(chooseWay(new Set(engines), wants)).toBe(way);
  });
});

describe('a call of the plugin', () => {
  it('has the messages as they are, the limits, and no headers of its own', () => {
    const request = anAgentRequest({ runId: 'run-1', maxTokens: 77, temperature: 0, topP: 0.5 });
    const call = callBy('lean', request);
    expect(call).toMatchObject({ way: 'lean', path: '/miniask/v1/complete', headers: {}, agentId: 'fast' });
    expect(JSON.parse(call.body)).toEqual({
      engine: 'lean',
      agent: 'fast',
      stream: true,
      max_tokens: 77,
      temperature: 0,
      top_p: 0.5,
      messages: request.messages,
    });
  });

  it('names the model where one is given, the agent that carries the tools, and the tools of ours', () => {
    const { model } = anAgentRequest();
    const call = callBy(
      'agent',
      anAgentRequest({
        tools: ['read'],
        offers: [OFFER],
        model: { ...model, model: 'main/other' },
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'look_up', arguments: '{}' }] },
          { role: 'tool', toolCallId: 'c1', content: 'found' },
        ],
      }),
    );
    expect(JSON.parse(call.body)).toMatchObject({
      engine: 'agent',
      agent: 'fast--read',
      model: 'main/other',
      tools: [{ type: 'function', function: OFFER }],
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look_up', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'found' },
      ],
    });
  });
});
