import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { StreamModule } from '../asks/stream/stream.module.js';
import { IntentsModule } from '../intents/intents.module.js';
import { AgentController } from './agent/agent.controller.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { StatsController } from './stats/stats.controller.js';
import { StatsService } from './stats/stats.service.js';
import { StreamCheckController } from './stream-check/stream-check.controller.js';
import { StreamChecks } from './stream-check/stream-checks.js';
import { TracesController } from './traces/traces.controller.js';

/** The operator's API. Needs the (global) storage and configuration modules. */
@Module({
  imports: [AgentModule, IntentsModule, StreamModule],
  controllers: [
    TracesController,
    ProfilesController,
    AgentController,
    StatsController,
    StreamCheckController,
  ],
  providers: [StatsService, StreamChecks],
})
export class OpsModule {}
