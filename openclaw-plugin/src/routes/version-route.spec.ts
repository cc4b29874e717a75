import { afterEach, describe, expect, it } from 'vitest';
import { PluginServer, type PluginServerOptions } from '../testing/plugin-server.js';

let plugin: PluginServer;
afterEach(() => plugin.stop());

const AGENT = {
  runEmbeddedAgent: async () => ({}),
  resolveAgentDir: () => '/agent',
  resolveAgentWorkspaceDir: () => '/workspace',
};

async function version(options: PluginServerOptions, method = 'GET') {
  plugin = await PluginServer.start(options);
  const response = await fetch(`${plugin.url}/miniask/v1/version`, { method });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

describe('GET /miniask/v1/version', () => {
  it('says what is there', async () => {
    const { status, body } = await version({ llm: { complete: async () => ({}) }, agent: AGENT });
    expect(status).toBe(200);
    expect(body).toEqual({
      plugin: '0.1.0',
      openclaw: '2026.9.6',
      engines: { lean: { available: true }, public: { available: true }, agent: { available: true } },
      agents: [
        { id: 'fast', model: 'main/small', tools: [] },
        { id: 'strong', model: 'main/big', tools: ['read', 'web_fetch'] },
      ],
      models: [
        { alias: 'fast', model: 'main/small' },
        { alias: 'strong', model: 'main/big' },
        { model: 'other/org/plain' },
      ],
      inflight: 0,
      maxInflight: 256,
    });
    expect(plugin.host.lines).toEqual([
      'info plugin 0.1.0 on OpenClaw 2026.9.6: lean available, public available, agent available',
    ]);
  });

  it('says what is missing', async () => {
    const { body } = await version({ agent: { ...AGENT, runEmbeddedAgent: 'gone' } });
    expect(body.engines).toEqual({
      lean: { available: true },
      public: { available: false, reason: 'api.runtime.llm has no complete' },
      agent: { available: false, reason: 'api.runtime.agent lacks a function' },
    });
    expect(plugin.host.lines).toEqual([
      expect.stringMatching(/^warn .*: lean available, public unavailable/),
    ]);
    expect(body.agents[0]).toEqual({ id: 'fast', model: 'main/small' });
  });

  it('is for GET only', async () => {
    const { status, headers } = await version({}, 'POST');
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET');
  });
});
