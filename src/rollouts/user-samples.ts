import { setImmediate as endOfTurn } from 'node:timers/promises';
import type { AskOutcome } from './ask-outcome.js';
import { ArmCounts, type SliceCounts } from './arm-counts.js';
import type { Sample } from './evidence.js';

export const METRICS = ['failures', 'contract', 'latency', 'down-votes'] as const;
export type Metric = (typeof METRICS)[number];

/** By metric, of how many users the ask that counts went badly. */
export type Samples = Readonly<Record<Metric, Sample>>;

/** Users between whom the process does other work: they take some two milliseconds. */
const USERS_A_TURN = 5_000;

/**
 * The users of an arm since the begin of each slice, in the order of those. Each counts once, with the first ask since that
 * begin: a hundred asks of one user are no hundred coins, and whoever means ill has one vote.
 * @param slices in the order of time
 * @param slowSteps what is slow, as it was known at the begin of each slice; undefined when nobody could know
 */
export async function samplesOf(
  slices: readonly { readonly counts: SliceCounts }[],
  arm: string,
  slowSteps: readonly (number | undefined)[],
): Promise<Samples[]> {
  const users = new Map<number, AskOutcome>();
  const counts = new ArmCounts();
  const samples: Samples[] = [];
  let sinceTurn = 0;
  // Backwards: what a user asked earlier takes the place of what he asked later.
  for (const [at, slice] of slices.toReversed().entries()) {
    const firsts = slice.counts.firstsOf(arm);
    for (const [user, outcome] of firsts) {
      const later = users.get(user);
      if (later !== undefined) counts.remove(later);
      users.set(user, outcome);
      counts.add(outcome);
    }
    samples.push(sampled(counts, slowSteps.at(-1 - at)));
    sinceTurn += firsts.size;
    if (sinceTurn < USERS_A_TURN) continue;
    sinceTurn = 0;
    await endOfTurn();
  }
  return samples.toReversed();
}

function sampled(counts: ArmCounts, slowStep: number | undefined): Samples {
  const { asks: of, failures, contractFailures, down, latencies } = counts;
  const latency =
    slowStep === undefined ? { bad: 0, of: 0 } : { bad: latencies.above(slowStep), of: latencies.count };
  return {
    failures: { bad: failures, of },
    contract: { bad: contractFailures, of },
    latency,
    'down-votes': { bad: down, of },
  };
}
