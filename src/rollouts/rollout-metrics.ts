import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import type { Metric } from './user-samples.js';

/** What Prometheus learns of rollouts. */
@Injectable()
export class RolloutMetrics {
  private readonly rollbacks: Counter<'intent' | 'profile' | 'metric'>;

  constructor({ registry }: MetricsRegistry) {
    this.rollbacks = new Counter({
      name: 'miniask_rollbacks_total',
      help: 'Tried profiles that this process has taken back, by what they were worse in',
      labelNames: ['intent', 'profile', 'metric'],
      registers: [registry],
    });
  }

  takenBack(intent: string, profile: string, metric: Metric): void {
    this.rollbacks.inc({ intent, profile, metric });
  }
}
