import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { AgentGauges } from './agent-gauges.js';
import { QuotasModule } from '../limits/quotas/quotas.module.js';
import { AskMetrics } from './ask-metrics.js';
import { BudgetGauges } from './budget-gauges.js';
import { ChangeMetrics } from './change-metrics.js';
import { ConfigMetrics } from './config-metrics.js';
import { FlagMetrics } from './flag-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRegistry } from './metrics-registry.js';
import { StorageMetrics } from './storage-metrics.js';
import { TraceModule } from '../trace/trace.module.js';

@Module({
  imports: [AgentModule, LimitsModule, QuotasModule, TraceModule],
  controllers: [MetricsController],
  providers: [
    AgentGauges,
    AskMetrics,
    BudgetGauges,
    ChangeMetrics,
    ConfigMetrics,
    FlagMetrics,
    MetricsRegistry,
    StorageMetrics,
  ],
  exports: [AskMetrics, MetricsRegistry],
})
export class MetricsModule {}
