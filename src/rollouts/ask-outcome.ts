import type { ArmAsk } from '../trace/rollout-figures.js';
import { latencyStep } from './latency-counts.js';

/** What became of an ask, as far as arms are compared. */
export interface AskOutcome extends Pick<ArmAsk, 'failed' | 'contractFailed' | 'feedback'> {
  /** Null where nobody knows how long it took. */
  readonly latencyStep: number | null;
}

const RATINGS = [null, 'up', 'down'] as const;

/** Every outcome that there was: some thousands at the most, which the asks of a week refer to. */
const known = new Map<number, AskOutcome>();

/** The one object for all asks of which the same became. */
export function outcomeOf({ failed, contractFailed, feedback, latencyMs }: ArmAsk): AskOutcome {
  const step = latencyMs === null ? null : latencyStep(latencyMs);
  const flags = 2 * Number(failed) + Number(contractFailed);
  const code = ((step ?? -1) * 4 + flags) * RATINGS.length + RATINGS.indexOf(feedback);
  const before = known.get(code);
  if (before !== undefined) return before;
  const outcome = { failed, contractFailed, feedback, latencyStep: step };
  known.set(code, outcome);
  return outcome;
}
