import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { StreamModule } from '../asks/stream/stream.module.js';
import { Clock } from '../common/clock.js';
import { IntentRegistry } from '../intents/intent-registry.js';
import { IntentsModule } from '../intents/intents.module.js';
import { ReplaysModule } from '../replays/replays.module.js';
import { RolloutsModule } from '../rollouts/rollouts.module.js';
import { TraceFigures } from '../trace/trace-figures.js';
import { AgentController } from './agent/agent.controller.js';
import { SubjectChanges } from './changes/subject-changes.js';
import { ConfigController } from './config/config.controller.js';
import { EvalsController } from './evals/evals.controller.js';
import { ExplainController } from './explain/explain.controller.js';
import { FlagsController } from './flags/flags.controller.js';
import { ProfilesController } from './profiles/profiles.controller.js';
import { BatchesController } from './replays/batches.controller.js';
import { TraceReplaysController } from './replays/trace-replays.controller.js';
import { ReplayProof } from './routes/replay-proof.js';
import { RolloutsController } from './rollouts/rollouts.controller.js';
import { RoutesController } from './routes/routes.controller.js';
import { StatsController } from './stats/stats.controller.js';
import { StatsReports } from './stats/stats-reports.js';
import { StreamCheckController } from './stream-check/stream-check.controller.js';
import { StreamChecks } from './stream-check/stream-checks.js';
import { TraceIdsController } from './traces/trace-ids.controller.js';
import { TracePrompts } from './traces/trace-prompts.js';
import { TracesController } from './traces/traces.controller.js';

/** The operator's API. Needs the (global) storage and configuration modules. */
@Module({
  imports: [AgentModule, IntentsModule, ReplaysModule, RolloutsModule, StreamModule],
  controllers: [
    TracesController,
    TraceIdsController,
    TraceReplaysController,
    BatchesController,
    ProfilesController,
    ExplainController,
    FlagsController,
    EvalsController,
    ConfigController,
    RoutesController,
    RolloutsController,
    AgentController,
    StatsController,
    StreamCheckController,
  ],
  providers: [
    ReplayProof,
    StreamChecks,
    SubjectChanges,
    TracePrompts,
    {
      provide: StatsReports,
      inject: [TraceFigures, Clock, IntentRegistry],
      useFactory: (traces: TraceFigures, clock: Clock, intents: IntentRegistry) =>
        new StatsReports(traces, clock, (name) => intents.get(name) !== undefined),
    },
  ],
})
export class OpsModule {}
