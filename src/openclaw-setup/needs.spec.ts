import { describe, expect, it } from 'vitest';
import { configDir } from '../../test/config/config-dir.js';
import { ENVIRONMENTS } from '../config/snapshot.js';
import { loadNeeds } from './load-needs.js';
import type { GatewayNeeds } from './needs.js';

const PROFILES = `
profiles:
  plain: { model: fast, system_prompt: p }
  again: { model: quick, system_prompt: p }
  other: { model: other, system_prompt: p }
  tools: { model: fast, system_prompt: p, tools: [b_tool, own_tool, a_tool] }
  own: { model: fast, system_prompt: p, tools: [own_tool] }
  group: { model: fast, system_prompt: p, tools: ['group:fs'] }
  nowhere: { model: strong, system_prompt: p }
routing: { summarize: plain }
`;
const POLICY = `
environments:
  dev: { allowed_profiles: [plain, again, tools, own, group] }
  prod: { allowed_profiles: [plain, other] }
`;
const MODELS = `
models:
  fast: { agent: fast, total_ms: 30000 }
  quick: { agent: fast }
  other: { agent: fast, model: acme/big, total_ms: 50000 }
  strong: { agent: strong }
`;

function needs(environments = ENVIRONMENTS.slice(), policy = POLICY): GatewayNeeds {
  const dir = configDir({
    'mini-program-profiles.yaml': PROFILES,
    'env-policy.yaml': policy,
    'models.yaml': MODELS,
  });
  const found = loadNeeds({
    configDir: dir,
    environments,
    knownIntents: ['summarize'],
    ownTools: ['own_tool'],
  });
  if ('agents' in found) return found;
  throw new Error(JSON.stringify(found));
}

describe('what a gateway must have', () => {
  it('is an agent for every combination of agent and tools that a profile of any environment has', () => {
    expect(needs().agents).toEqual([
      { id: 'fast', base: 'fast', tools: [] },
      { id: 'fast--a_tool-b_tool', base: 'fast', tools: ['a_tool', 'b_tool'] },
    ]);
  });

  it('is asked once for each agent and model', () => {
    expect(needs().targets.map(({ agent, model }) => [agent.id, model.model])).toEqual([
      ['fast', undefined],
      ['fast--a_tool-b_tool', undefined],
      ['fast', 'acme/big'],
    ]);
    expect(needs().models).toEqual(['acme/big']);
    expect(needs().longestRunMs).toBe(50_000);
  });

  it('depends on the environments that it serves', () => {
    expect(needs(['prod']).agents.map(({ id }) => id)).toEqual(['fast']);
    expect(needs(['staging']).targets).toEqual([]);
  });

  it('leaves out what OpenClaw cannot serve, and says so', () => {
    expect(needs().unservable).toEqual([
      expect.stringMatching(/^profile group needs the agent "fast--group:fs"/),
    ]);
  });
});

it('is not told by files with errors', () => {
  const dir = configDir({ 'env-policy.yaml': 'environments: 1' });
  const found = loadNeeds({
    configDir: dir,
    environments: ENVIRONMENTS,
    knownIntents: ['summarize'],
    ownTools: [],
  });
  expect(found).toContainEqual(expect.objectContaining({ severity: 'error', path: 'environments' }));
});
