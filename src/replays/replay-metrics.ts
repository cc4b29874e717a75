import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import type { TraceRecord } from '../trace/trace-record.js';

/** What Prometheus learns of replays, which are no asks. */
@Injectable()
export class ReplayMetrics {
  private readonly running: Gauge;
  private readonly ended: Counter<'status' | 'code'>;

  constructor({ registry }: MetricsRegistry) {
    const registers = [registry];
    this.running = new Gauge({
      name: 'miniask_replays_running',
      help: 'Replays that run now, or wait for a place that users do not need',
      registers,
    });
    this.ended = new Counter({
      name: 'miniask_replays_total',
      help: 'Replays that ended',
      labelNames: ['status', 'code'],
      registers,
    });
  }

  began(): void {
    this.running.inc();
  }

  end({ status, errorCode }: TraceRecord): void {
    this.running.dec();
    this.ended.inc({ status, code: errorCode ?? 'none' });
  }
}
