import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Registry, collectDefaultMetrics } from 'prom-client';

/** One registry per application, so that two of them (as in tests) do not meet in a global. */
@Injectable()
export class MetricsRegistry implements OnApplicationShutdown {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'miniask_' });
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }
}
