import type { ArmAsk } from '../trace/rollout-figures.js';
import { type AskOutcome, outcomeOf } from './ask-outcome.js';
import { LatencyCounts } from './latency-counts.js';

/** The asks of one arm, added up. */
export class ArmCounts {
  asks = 0;
  failures = 0;
  contractFailures = 0;
  up = 0;
  down = 0;
  readonly latencies = new LatencyCounts();

  add(outcome: AskOutcome): void {
    this.put(outcome, 1);
  }

  /** Undoes an `add`. */
  remove(outcome: AskOutcome): void {
    this.put(outcome, -1);
  }

  merge(other: ArmCounts): void {
    this.asks += other.asks;
    this.failures += other.failures;
    this.contractFailures += other.contractFailures;
    this.up += other.up;
    this.down += other.down;
    this.latencies.merge(other.latencies);
  }

  private put({ failed, contractFailed, feedback, latencyStep }: AskOutcome, times: 1 | -1): void {
    this.asks += times;
    this.failures += times * Number(failed);
    this.contractFailures += times * Number(contractFailed);
    this.up += times * Number(feedback === 'up');
    this.down += times * Number(feedback === 'down');
    if (latencyStep !== null) this.latencies.put(latencyStep, times);
  }
}

/** Users, and what became of the first ask of each. */
export type FirstAsks = ReadonlyMap<number, AskOutcome>;

interface ArmSlice {
  readonly counts: ArmCounts;
  readonly firsts: Map<number, AskOutcome>;
}

const NOBODY: FirstAsks = new Map();

/** The asks of a slice of time, by arm. */
export class SliceCounts {
  private readonly arms = new Map<string, ArmSlice>();

  /** In the order of their begins. */
  add(ask: ArmAsk): void {
    const arm = this.arms.get(ask.arm) ?? { counts: new ArmCounts(), firsts: new Map() };
    this.arms.set(ask.arm, arm);
    const outcome = outcomeOf(ask);
    arm.counts.add(outcome);
    if (!arm.firsts.has(ask.user)) arm.firsts.set(ask.user, outcome);
  }

  /** Without asks, where there were none. */
  of(arm: string): ArmCounts {
    return this.arms.get(arm)?.counts ?? new ArmCounts();
  }

  /** The first asks of the slice. */
  firstsOf(arm: string): FirstAsks {
    return this.arms.get(arm)?.firsts ?? NOBODY;
  }
}

/** All asks of an arm in these slices. */
export function wholeOf(slices: readonly { readonly counts: SliceCounts }[], arm: string): ArmCounts {
  const whole = new ArmCounts();
  for (const { counts } of slices) whole.merge(counts.of(arm));
  return whole;
}
