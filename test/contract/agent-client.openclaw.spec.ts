import { SystemClock } from '../../src/common/clock.js';
import { OpenClawAgentClient } from '../../src/agent/openclaw/openclaw-agent-client.js';
import { FakeOpenClaw } from '../support/fake-openclaw/index.js';
import { agentClientContract } from './agent-client.contract.js';

agentClientContract('openclaw', async () => {
  const gateway = await FakeOpenClaw.start();
  gateway.otherwise({ kind: 'answer', text: ['Hello', ' from', ' the model'] });
  const client = new OpenClawAgentClient({ urls: [gateway.url], token: gateway.token }, new SystemClock());
  return { client, stop: () => gateway.stop() };
});
