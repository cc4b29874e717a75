import type { FakeClock } from './fake-clock.js';

/** The longest that the watch of the configuration waits between two looks, in milliseconds. */
const LOOK_MS = 500;
const isNextLook = (ms: number): boolean => ms <= LOOK_MS;

/** Resolves with the milliseconds until the next look, when the one that goes on has ended. */
export function untilNextLook(clock: FakeClock): Promise<number> {
  return clock.untilTimer(isNextLook);
}

/** Lets the watch of the configuration look at its files once more, and resolves with the milliseconds until it does so again. */
export async function lookAgain(clock: FakeClock): Promise<number> {
  clock.advance(await untilNextLook(clock));
  return untilNextLook(clock);
}
