import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { ConfigReloader } from '../config/live/config-reloader.js';
import { RELOAD_OUTCOMES } from '../config/live/reload-report.js';
import { LiveConfig } from '../config/live-config.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What Prometheus learns of the configuration, read at the moment of the scrape. */
@Injectable()
export class ConfigMetrics {
  readonly metrics: readonly (Counter | Gauge)[];

  constructor({ registry }: MetricsRegistry, config: LiveConfig, reloader: ConfigReloader) {
    const registers = [registry];
    this.metrics = [
      new Gauge({
        name: 'miniask_config_info',
        help: '1, with the digest of the configuration in force',
        labelNames: ['digest'],
        registers,
        collect() {
          this.reset();
          this.set({ digest: config.current.digest }, 1);
        },
      }),
      new Gauge({
        name: 'miniask_config_loaded_timestamp_seconds',
        help: 'When the configuration in force was read',
        registers,
        collect() {
          this.set(config.current.loadedAt / 1000);
        },
      }),
      new Gauge({
        name: 'miniask_config_rejected',
        help: '1 when the files that lie there now are not used, because of their errors',
        registers,
        collect() {
          this.set(Number(reloader.lastReload.outcome === 'rejected'));
        },
      }),
      new Counter({
        name: 'miniask_config_reloads_total',
        help: 'Reloads of the configuration files',
        labelNames: ['outcome'],
        registers,
        collect() {
          this.reset();
          for (const outcome of RELOAD_OUTCOMES) this.inc({ outcome }, reloader.counts[outcome]);
        },
      }),
    ];
  }
}
