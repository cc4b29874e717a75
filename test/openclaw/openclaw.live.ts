import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OpenClawAgentClient } from '../../src/agent/openclaw/openclaw-agent-client.js';
import { SystemClock } from '../../src/common/clock.js';
import { type AgentHarness, agentClientContract } from '../contract/agent-client.contract.js';
import { type ProviderAct, WIRE_AGENTS, openClawWireContract } from '../contract/openclaw-wire.contract.js';
import { anOpenClaw } from '../support/an-openclaw.js';
import { anAgentRequest, neverAborted, outcomeOf } from '../support/agent-runs.js';
import { type RealOpenClaw, startRealOpenClaw } from './real-openclaw.js';
import type { ProviderBehaviour } from './stub-provider.js';

let gateway: RealOpenClaw;

beforeAll(async () => {
  Logger.overrideLogger(false);
  gateway = await startRealOpenClaw({ moreAgents: [...WIRE_AGENTS.slice(2), 'unkeyed'] });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.provider.reset());

const openClient = (): Promise<OpenClawAgentClient> =>
  OpenClawAgentClient.open(
    anOpenClaw(gateway, { queue: { length: 100, waitMs: 60_000 } }),
    new SystemClock(),
  );

const { model } = anAgentRequest();

agentClientContract('openclaw, really', async (): Promise<Omit<AgentHarness, 'request'>> => {
  return { client: await openClient(), stop: async () => undefined };
});

openClawWireContract('the real gateway', async () => ({
  url: gateway.url,
  token: gateway.token,
  provider: async (act) => gateway.provider.next(...behavioursOf(act)),
  stop: async () => undefined,
}));

function behavioursOf(act: ProviderAct): ProviderBehaviour[] {
  switch (act.kind) {
    case 'answer':
    case 'drop':
      return [act];
    case 'status': {
      const { status, retryAfterS } = act;
      return [
        { kind: 'status', status, ...(retryAfterS && { headers: { 'retry-after': String(retryAfterS) } }) },
      ];
    }
    case 'empty':
      return [
        { kind: 'answer', tokens: [] },
        { kind: 'answer', tokens: [] },
      ];
    case 'blocked':
      return [];
  }
}

describe('what the provider is told', () => {
  it("gets the profile's prompt, the user's text, the model and the token limit", async () => {
    const client = await openClient();
    const messages = [
      { role: 'system', content: 'You are a concise assistant.\nReturn bullet points only.' },
      { role: 'user', content: '请总结这段文字。' },
    ] as const;
    const { text, error } = await outcomeOf(
      client.run(anAgentRequest({ messages, maxTokens: 321, temperature: 0.3, topP: 0.8 }), neverAborted()),
    );
    await client.close();

    expect(error).toBeUndefined();
    expect(text).toBe('Hello there');
    expect(gateway.provider.calls).toHaveLength(1);
    const [call] = gateway.provider.calls;
    expect(call).toMatchObject({
      authorization: 'Bearer provider-key',
      body: { model: 'stub-fast', max_tokens: 321, temperature: 0.3, top_p: 0.8 },
    });
    const said = (role: string): string =>
      JSON.stringify(call?.body.messages.filter((message) => message.role === role));
    expect(said('system')).toContain('You are a concise assistant.\\nReturn bullet points only.');
    expect(said('user')).toContain('请总结这段文字。');
  });

  it.each([
    ["another agent's model", { ...model, agent: 'strong' }, 'stub-strong'],
    ['the model that the target names', { ...model, model: 'main/stub-strong' }, 'stub-strong'],
  ])('uses %s', async (_, target, expected) => {
    const client = await openClient();
    await outcomeOf(client.run(anAgentRequest({ model: target }), neverAborted()));
    await client.close();

    expect(gateway.provider.calls.map(({ body }) => body.model)).toEqual([expected]);
  });

  it('does not remember one run in the next', async () => {
    const client = await openClient();
    const asking = (content: string) => anAgentRequest({ messages: [{ role: 'user', content }] });
    await outcomeOf(client.run(asking('my secret is 4711'), neverAborted()));
    await outcomeOf(client.run(asking('what is my secret?'), neverAborted()));
    await client.close();

    expect(JSON.stringify(gateway.provider.calls[1]?.body)).not.toContain('4711');
  });
});

describe('what becomes of a run', () => {
  it.each([
    [{ kind: 'status', status: 401 }, 'unkeyed', 'AGENT_UNAVAILABLE', 'provider_auth'],
    [
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      'fast',
      'AGENT_OVERLOADED',
      'provider_rate_limited',
    ],
    [{ kind: 'status', status: 500 }, 'fast', 'AGENT_ERROR', 'provider_failed'],
    [{ kind: 'drop', tokens: ['half'] }, 'fast', 'AGENT_TIMEOUT', 'provider_timeout'],
  ] satisfies [ProviderBehaviour, string, string, string][])(
    'whose provider does %o',
    async (behaviour, agent, code, reason) => {
      gateway.provider.next(behaviour);
      const client = await openClient();
      const { error } = await outcomeOf(
        client.run(anAgentRequest({ model: { ...model, agent } }), neverAborted()),
      );
      await client.close();

      expect(error).toMatchObject({ code, reason });
      expect(gateway.provider.calls).toHaveLength(1);
    },
  );

  it('that is aborted: the provider is left at once', async () => {
    gateway.provider.next({ kind: 'silence', tokens: ['some', ' words'] });
    const client = await openClient();
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const called = gateway.provider.nextCall();
    const outcome = outcomeOf(client.run(anAgentRequest(), controller.signal));
    const call = await called;
    controller.abort(reason);

    expect((await outcome).error).toBe(reason);
    await call.closed;
    await client.close();
  });

  it('whose token is wrong', async () => {
    const client = await OpenClawAgentClient.open(
      anOpenClaw({ url: gateway.url, token: 'wrong' }),
      new SystemClock(),
    );
    const { error } = await outcomeOf(client.run(anAgentRequest(), neverAborted()));
    await client.close();

    expect(error).toMatchObject({ code: 'AGENT_UNAVAILABLE', reason: 'gateway_token_refused' });
  });

  it('is not told to anybody who reads the output of the gateway', () => {
    expect(gateway.log()).not.toContain('Hello there');
  });
});
