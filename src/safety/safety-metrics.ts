import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { MetricsRegistry } from '../metrics/metrics-registry.js';
import type { SafetyCheck } from '../trace/trace-record.js';

/** Seconds; WeChat usually takes a few tenths. */
const BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 4, 8];

/** What Prometheus learns of content safety. */
@Injectable()
export class SafetyMetrics {
  private readonly checks: Counter<'side' | 'verdict'>;
  private readonly duration: Histogram<'side'>;
  private readonly failures: Counter<'side' | 'reason'>;

  constructor({ registry }: MetricsRegistry) {
    const registers = [registry];
    this.checks = new Counter({
      name: 'miniask_safety_checks_total',
      help: 'Checks of content safety, by what came of them',
      labelNames: ['side', 'verdict'],
      registers,
    });
    this.duration = new Histogram({
      name: 'miniask_safety_check_duration_seconds',
      help: 'How long a check of content safety took',
      labelNames: ['side'],
      buckets: BUCKETS,
      registers,
    });
    this.failures = new Counter({
      name: 'miniask_safety_failures_total',
      help: 'Checks of content safety that failed',
      labelNames: ['side', 'reason'],
      registers,
    });
  }

  checked({ side, verdict, reason, ms }: SafetyCheck): void {
    this.checks.inc({ side, verdict });
    this.duration.observe({ side }, ms / 1000);
    if (reason !== undefined) this.failures.inc({ side, reason });
  }
}
