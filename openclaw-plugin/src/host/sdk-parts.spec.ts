import { expect, it } from 'vitest';
import { FakeLeanSdk } from '../testing/fake-sdk.js';
import { findSdkParts } from './sdk-parts.js';

const RUNTIME = { version: '1', config: { current: () => ({}) } };

it('finds out what a host lacks, whatever is wrong with it', async () => {
  const parts = await findSdkParts({ ...RUNTIME, llm: null, agent: 7 }, async (module) => {
    if (module === 'llm') throw new Error('Cannot find module');
    return module === 'agent-sessions' ? { SessionManager: {} } : undefined;
  });
  expect(parts).toEqual({
    lean: {
      available: false,
      reason:
        'simple-completion-runtime has no prepareSimpleCompletionModelForAgent; llm has no streamSimple',
    },
    public: { available: false, reason: 'api.runtime.llm has no complete' },
    agent: {
      available: false,
      reason: 'api.runtime.agent lacks a function; agent-sessions has no SessionManager.inMemory',
    },
    tools: { available: false, reason: 'agent-harness has no createOpenClawCodingTools' },
  });
});

it('calls the methods of the agent runtime on their own object', async () => {
  const agent = {
    folder: '/agents',
    runEmbeddedAgent: async () => undefined,
    resolveAgentWorkspaceDir: () => '/workspace',
    resolveAgentDir(): string {
      return this.folder;
    },
  };
  const parts = await findSdkParts({ ...RUNTIME, agent }, new FakeLeanSdk().load);
  expect(parts.agent.available && parts.agent.sdk.resolveAgentDir({}, 'fast')).toBe('/agents');
});
