import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { StreamModule } from '../asks/stream/stream.module.js';
import { ReplaysModule } from '../replays/replays.module.js';
import { AgentController } from './agent/agent.controller.js';
import { EvalsController } from './evals/evals.controller.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { BatchesController } from './replays/batches.controller.js';
import { TraceReplaysController } from './replays/trace-replays.controller.js';
import { StreamCheckController } from './stream-check/stream-check.controller.js';
import { StreamChecks } from './stream-check/stream-checks.js';
import { TracePrompts } from './traces/trace-prompts.js';
import { TracesController } from './traces/traces.controller.js';

/** The operator's API. Needs the (global) storage and configuration modules. */
@Module({
  imports: [AgentModule, ReplaysModule, StreamModule],
  controllers: [
    TracesController,
    TraceReplaysController,
    BatchesController,
    ProfilesController,
    EvalsController,
    AgentController,
    StreamCheckController,
  ],
  providers: [StreamChecks, TracePrompts],
})
export class OpsModule {}
