import type { AppError } from '../common/errors/app-error.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';

/** Milliseconds; spread, so that those who failed together do not come back together. */
const SHORTEST_MS = 100;
const SPREAD_MS = 200;

/**
 * How long to wait before the same is tried again, in milliseconds; undefined when that would not help,
 * or when there would not be enough time left for the model to say something. Only a wait that the other
 * side named is waited for: what we tell clients by ourselves is advice, and must not make them wait here.
 * @param remainingMs what is left of the ask's budget
 */
export function retryPauseMs(
  failure: AppError,
  {
    profile,
    model,
  }: {
    readonly profile: Pick<Profile, 'deadlineMs'>;
    readonly model: Pick<ModelTarget, 'firstContentMs'>;
  },
  remainingMs: number,
): number | undefined {
  if (failure.secondTry === 'futile') return undefined;
  const namedMs = failure.secondTry === 'after_wait' ? (failure.retryAfterS ?? 0) * 1000 : 0;
  const pauseMs = Math.max(namedMs, SHORTEST_MS) + Math.random() * SPREAD_MS;
  const needed = Math.min(model.firstContentMs, profile.deadlineMs / 2);
  return remainingMs - pauseMs >= needed ? pauseMs : undefined;
}
