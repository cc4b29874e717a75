import { describe, expect, it } from 'vitest';
import { anAgentRequest } from '../../../../test/support/agent-runs.js';
import { chatCall } from './chat-way.js';

const { model } = anAgentRequest();

describe('chatCall', () => {
  it('names the agent, a session of its own and the token limit, and always streams', () => {
    const request = anAgentRequest({ runId: 'run-1', maxTokens: 77 });
    const { agentId, sessionKey, headers, body } = chatCall(request);

    expect(agentId).toBe('fast');
    expect(sessionKey).toBe('agent:fast:miniask:run-1');
    expect(headers).toEqual({ 'x-openclaw-session-key': sessionKey });
    expect(JSON.parse(body)).toEqual({
      model: 'openclaw/fast',
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 77,
      messages: request.messages,
    });
  });

  it('passes sampling and the model on when they are given', () => {
    const target = { ...model, model: 'deepseek/deepseek-chat' };
    const { headers, body } = chatCall(anAgentRequest({ model: target, temperature: 0, topP: 0.5 }));

    expect(headers['x-openclaw-model']).toBe('deepseek/deepseek-chat');
    expect(JSON.parse(body)).toMatchObject({ temperature: 0, top_p: 0.5 });
  });

  it('asks the agent that carries the tools, by session key and by model alike', () => {
    const { sessionKey, body } = chatCall(anAgentRequest({ runId: 'run-1', tools: ['b_tool', 'a_tool'] }));

    expect(sessionKey).toBe('agent:fast--a_tool-b_tool:miniask:run-1');
    expect(JSON.parse(body)).toMatchObject({ model: 'openclaw/fast--a_tool-b_tool' });
  });
});
