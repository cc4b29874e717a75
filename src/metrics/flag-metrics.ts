import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { FlagErrors } from '../flags/flag-errors.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What Prometheus learns of feature flags, read at the moment of the scrape. */
@Injectable()
export class FlagMetrics {
  readonly errors: Counter;

  constructor({ registry }: MetricsRegistry, errors: FlagErrors) {
    this.errors = new Counter({
      name: 'miniask_flag_errors_total',
      help: 'Evaluations of flags that came to nothing, and changed nothing',
      labelNames: ['flag', 'reason'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { flag, reason, count } of errors.counts) this.inc({ flag, reason }, count);
      },
    });
  }
}
