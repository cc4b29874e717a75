import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Clock } from '../common/clock.js';
import type { Settings } from '../config/settings.js';
import { Tracing } from '../telemetry/tracing.js';
import { AgentClient } from './agent-client.js';
import { KnowledgeBase } from './local/knowledge/knowledge-base.js';
import { LocalAgentClient } from './local/local-agent-client.js';
import { localAgentProviders } from './local/local-agent.providers.js';
import { OpenClawAgentClient } from './openclaw/openclaw-agent-client.js';

type Configuration = ConfigService<Settings, true>;

/** The agents there are, by the name that `AGENT` gives them. */
const DRIVERS: Readonly<
  Record<
    Settings['agent'],
    (
      config: Configuration,
      clock: Clock,
      local: LocalAgentClient,
      tracing: Tracing,
    ) => AgentClient | Promise<AgentClient>
  >
> = {
  openclaw: (config, clock, _local, tracing) => {
    const openclaw = config.get('openclaw', { infer: true });
    if (openclaw === undefined) throw new Error('The openclaw agent needs OPENCLAW_URL');
    return OpenClawAgentClient.open(openclaw, clock, tracing);
  },
  local: (_config, _clock, local) => local,
};

/** `AgentClient` is the agent that was chosen; `LocalAgentClient` is there beside it, to fall back on. */
@Module({
  providers: [
    ...localAgentProviders,
    {
      provide: AgentClient,
      inject: [ConfigService, Clock, LocalAgentClient, Tracing],
      useFactory: (config: Configuration, clock: Clock, local: LocalAgentClient, tracing: Tracing) =>
        DRIVERS[config.get('agent', { infer: true })](config, clock, local, tracing),
    },
  ],
  exports: [AgentClient, LocalAgentClient, KnowledgeBase],
})
export class AgentModule implements OnApplicationShutdown {
  constructor(@Inject(AgentClient) private readonly agent: AgentClient) {}

  /** Comes after the HTTP server has closed and running asks have had their time. */
  async onApplicationShutdown(): Promise<void> {
    await this.agent.close();
  }
}
