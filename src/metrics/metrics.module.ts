import { Module } from '@nestjs/common';
import { AgentModule } from '../agent/agent.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { AgentGauges } from './agent-gauges.js';
import { QuotasModule } from '../limits/quotas/quotas.module.js';
import { AskMetrics } from './ask-metrics.js';
import { BudgetGauges } from './budget-gauges.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRegistry } from './metrics-registry.js';

@Module({
  imports: [AgentModule, LimitsModule, QuotasModule],
  controllers: [MetricsController],
  providers: [AgentGauges, AskMetrics, BudgetGauges, MetricsRegistry],
  exports: [AskMetrics, MetricsRegistry],
})
export class MetricsModule {}
