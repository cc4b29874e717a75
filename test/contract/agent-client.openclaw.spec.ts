import { Logger } from '@nestjs/common';
import { SystemClock } from '../../src/common/clock.js';
import { OpenClawAgentClient } from '../../src/agent/openclaw/openclaw-agent-client.js';
import { anAgentRequest } from '../support/agent-runs.js';
import { anOpenClaw } from '../support/an-openclaw.js';
import { FakeOpenClaw, type FakeOpenClawOptions } from '../support/fake-openclaw/index.js';
import { agentClientContract } from './agent-client.contract.js';

Logger.overrideLogger(false);

const WAYS: readonly (readonly [way: string, gateway: FakeOpenClawOptions, tools: readonly string[]])[] = [
  ['chat completions', {}, []],
  ['the lean engine', { plugin: { engines: ['lean', 'public', 'agent'] } }, []],
  ['the public engine', { plugin: { engines: ['public'] } }, []],
  ['chat completions, with tools of the agent', { agents: ['fast--read'] }, ['read']],
  ['the agent engine', { plugin: { engines: ['agent'] }, agents: ['fast--read'] }, ['read']],
];

for (const [way, options, tools] of WAYS) {
  agentClientContract(`openclaw by ${way}`, async () => {
    const gateway = await FakeOpenClaw.start(options);
    const answer = { kind: 'answer', text: ['Hello', ' from', ' the model'] } as const;
    gateway.otherwise(tools.length === 0 ? answer : { kind: 'acts', next: answer });
    const client = await OpenClawAgentClient.open(anOpenClaw(gateway), new SystemClock());
    return {
      client,
      request: (overrides = {}) => anAgentRequest({ tools, ...overrides }),
      stop: () => gateway.stop(),
    };
  });
}
