import { KnowledgeBase } from '../../src/agent/local/knowledge/knowledge-base.js';
import { LocalAgentClient } from '../../src/agent/local/local-agent-client.js';
import { agentClientContract } from './agent-client.contract.js';

agentClientContract('local', async () => ({
  client: new LocalAgentClient(new KnowledgeBase([])),
  stop: () => Promise.resolve(),
}));
