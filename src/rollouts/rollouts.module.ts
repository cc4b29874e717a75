import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/metrics.module.js';
import { RolloutComparisons } from './rollout-comparisons.js';
import { RolloutMetrics } from './rollout-metrics.js';
import { RolloutWatch } from './rollout-watch.js';

/** Compares what is tried out, and takes back what is worse. Needs the (global) storage and configuration modules. */
@Module({
  imports: [MetricsModule],
  providers: [RolloutComparisons, RolloutMetrics, RolloutWatch],
  exports: [RolloutComparisons],
})
export class RolloutsModule {}
