import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { CommonModule } from '../common/common.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import type { Settings } from '../config/settings.js';
import { anOpenClaw } from '../../test/support/an-openclaw.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { AgentClient } from './agent-client.js';
import { AgentModule } from './agent.module.js';
import { LocalAgentClient } from './local/local-agent-client.js';

async function agents(settings: Partial<Settings>) {
  @Module({})
  class Root {}
  const configuration = ConfigModule.forRoot({
    isGlobal: true,
    ignoreEnvFile: true,
    load: [() => ({ configDir: import.meta.dirname, ...settings })],
  });
  const app = await Test.createTestingModule({
    imports: [
      {
        module: Root,
        imports: [
          CommonModule.with(new FakeClock(), 0),
          TelemetryModule.with(undefined, 0),
          configuration,
          AgentModule,
        ],
      },
    ],
  }).compile();
  return { app, chosen: app.get(AgentClient), local: app.get(LocalAgentClient) };
}

describe('AgentModule', () => {
  it('chooses the local agent by its name', async () => {
    const { app, chosen, local } = await agents({ agent: 'local' });

    expect(chosen).toBe(local);
    await app.close();
  });

  it('chooses OpenClaw by its name, with the local agent beside it', async () => {
    const openclaw = anOpenClaw({ urls: ['http://127.0.0.1:1'], token: 'token' });
    const { app, chosen, local } = await agents({ agent: 'openclaw', openclaw });

    expect(chosen.name).toBe('openclaw');
    expect(local.name).toBe('local');
    await app.close();
  });

  it('does not start with OpenClaw and no gateway', async () => {
    await expect(agents({ agent: 'openclaw' })).rejects.toThrow('OPENCLAW_URL');
  });
});
