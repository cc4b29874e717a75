import { describe, expect, it } from 'vitest';
import { agentIdFor } from './agent-id.js';

describe('agentIdFor', () => {
  it('is the agent itself without tools', () => {
    expect(agentIdFor('fast', [])).toBe('fast');
  });

  it('names the tools, sorted, each once', () => {
    expect(agentIdFor('fast', ['order_status', 'crm_lookup', 'order_status'])).toBe(
      'fast--crm_lookup-order_status',
    );
  });
});
