import { Module } from '@nestjs/common';
import { AskMetrics } from './ask-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsRegistry } from './metrics-registry.js';

@Module({
  controllers: [MetricsController],
  providers: [AskMetrics, MetricsRegistry],
  exports: [AskMetrics, MetricsRegistry],
})
export class MetricsModule {}
