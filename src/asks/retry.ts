import type { Clock } from '../common/clock.js';
import type { AppError } from '../common/errors/app-error.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';

/** Milliseconds; spread, so that those who failed together do not come back together. */
const SHORTEST_MS = 100;
const SPREAD_MS = 200;

/**
 * How long to wait before the same is tried again, in milliseconds; undefined when there would not be
 * enough time left for the model to say something.
 * @param remainingMs what is left of the ask's budget
 */
export function retryPauseMs(
  failure: AppError,
  { profile, model }: { readonly profile: Profile; readonly model: ModelTarget },
  remainingMs: number,
): number | undefined {
  const wanted = (failure.retryAfterS ?? 0) * 1000;
  const pauseMs = Math.max(wanted, SHORTEST_MS + Math.random() * SPREAD_MS);
  const needed = Math.min(model.firstContentMs, profile.deadlineMs / 2);
  return remainingMs - pauseMs >= needed ? pauseMs : undefined;
}

/** Resolves after `ms` milliseconds. @throws the signal's reason, at once */
export function pause(ms: number, signal: AbortSignal, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = (): void => {
      cancelTimer();
      reject(signal.reason);
    };
    const cancelTimer = clock.after(ms, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
