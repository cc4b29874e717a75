import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { AsksModule } from '../asks/asks.module.js';
import { IntentsModule } from '../intents/intents.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { SafetyModule } from '../safety/safety.module.js';
import { ToolsModule } from '../tools/tools.module.js';
import { TraceModule } from '../trace/trace.module.js';
import { BatchItem } from './batches/batch-item.js';
import { BatchRunner } from './batches/batch-runner.js';
import { BatchSelection } from './batches/batch-selection.js';
import { BatchesService } from './batches/batches.service.js';
import { ReplayMetrics } from './replay-metrics.js';
import { ReplayQuestions } from './replay-question.js';
import { ReplayRunner } from './replay-runner.js';
import { ReplayTargets } from './replay-target.js';
import { ReplaysService } from './replays.service.js';

/** Runs recorded asks again. Needs the (global) storage and configuration modules. */
@Module({
  imports: [AgentModule, AsksModule, IntentsModule, MetricsModule, SafetyModule, ToolsModule, TraceModule],
  providers: [
    BatchItem,
    BatchRunner,
    BatchSelection,
    BatchesService,
    ReplayMetrics,
    ReplayQuestions,
    ReplayRunner,
    ReplayTargets,
    ReplaysService,
  ],
  exports: [BatchesService, ReplayQuestions, ReplaysService],
})
export class ReplaysModule {}
