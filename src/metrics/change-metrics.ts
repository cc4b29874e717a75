import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { ConfigChanger } from '../config/changes/config-changer.js';
import { ConfigLayers } from '../config/live/config-layers.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What Prometheus learns of changes at run time, read at the moment of the scrape. */
@Injectable()
export class ChangeMetrics {
  readonly metrics: readonly (Counter | Gauge)[];

  constructor({ registry }: MetricsRegistry, changer: ConfigChanger, layers: ConfigLayers) {
    const registers = [registry];
    this.metrics = [
      new Counter({
        name: 'miniask_config_changes_total',
        help: 'Changes at run time that were made in this process',
        labelNames: ['kind', 'action'],
        registers,
        collect() {
          this.reset();
          for (const { kind, action, count } of changer.counts) this.inc({ kind, action }, count);
        },
      }),
      new Gauge({
        name: 'miniask_config_ignored_changes',
        help: 'Changes at run time that the files leave no room for',
        registers,
        collect() {
          this.set(layers.ignored.length);
        },
      }),
    ];
  }
}
