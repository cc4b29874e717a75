import type { Clock } from '../common/clock.js';
import type { ModelTarget } from '../config/snapshot.js';
import type { AnswerSearch } from './answer-search.js';

/** Milliseconds that are kept of the budget, so that a failure is told before the budget ends. */
const TO_TELL_MS = 200;

/**
 * Milliseconds that are left of a search's budget; negative when it is used up. For how long a replay had to give way to
 * users before it began says nothing of how long its answer takes.
 */
export function remainingMs({ start, attempts }: AnswerSearch, clock: Clock): number {
  const gaveWayMs = start.replay === undefined ? 0 : (attempts[0]?.queuedMs ?? 0);
  return start.decision.profile.deadlineMs - (clock.monotonic() - start.arrivedAt - gaveWayMs);
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
