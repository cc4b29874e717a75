import type { Clock } from '../common/clock.js';
import type { ModelTarget } from '../config/snapshot.js';
import type { AnswerSearch } from './answer-search.js';

/** Milliseconds that are kept of the budget, so that a failure is told before the budget ends. */
const TO_TELL_MS = 200;

/** Milliseconds that are left of a search's budget; negative when it is used up. */
export function remainingMs({ start }: AnswerSearch, clock: Clock): number {
  return start.decision.profile.deadlineMs - (clock.monotonic() - start.arrivedAt);
}

/**
 * How long a model that is asked in the place of another one, or beside it, may take for its first content, in
 * milliseconds: no longer than the budget, whatever the model itself is given.
 */
export function firstContentInBudget(
  search: AnswerSearch,
  { firstContentMs }: ModelTarget,
  clock: Clock,
): number {
  return Math.max(1, Math.min(firstContentMs, remainingMs(search, clock) - TO_TELL_MS));
}
