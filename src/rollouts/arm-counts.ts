import type { ArmAsk } from '../trace/rollout-figures.js';
import { LatencyCounts } from './latency-counts.js';

/** The asks of one arm, added up. */
export class ArmCounts {
  asks = 0;
  failures = 0;
  contractFailures = 0;
  up = 0;
  down = 0;
  readonly latencies = new LatencyCounts();

  add({ failed, contractFailed, latencyMs, feedback }: Omit<ArmAsk, 'arm'>): void {
    this.asks += 1;
    this.failures += Number(failed);
    this.contractFailures += Number(contractFailed);
    this.up += Number(feedback === 'up');
    this.down += Number(feedback === 'down');
    if (latencyMs !== null) this.latencies.add(latencyMs);
  }

  merge(other: ArmCounts): void {
    this.asks += other.asks;
    this.failures += other.failures;
    this.contractFailures += other.contractFailures;
    this.up += other.up;
    this.down += other.down;
    this.latencies.merge(other.latencies);
  }
}

/** The asks of a slice of time, by arm. */
export class SliceCounts {
  private readonly arms = new Map<string, ArmCounts>();

  add(ask: ArmAsk): void {
    this.open(ask.arm).add(ask);
  }

  merge(other: SliceCounts): void {
    for (const [arm, counts] of other.arms) this.open(arm).merge(counts);
  }

  /** Without asks, where there were none. */
  of(arm: string): ArmCounts {
    return this.arms.get(arm) ?? new ArmCounts();
  }

  private open(arm: string): ArmCounts {
    const counts = this.of(arm);
    this.arms.set(arm, counts);
    return counts;
  }
}
