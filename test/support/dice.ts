import { hash } from 'node:crypto';

/** A number from 0 to below 1, and another one at every call. */
export type Dice = () => number;

/** Chance that is the same in every run, by the well-known mulberry32. */
export function diceOf(seed: string): Dice {
  let state = Number.parseInt(hash('sha256', seed).slice(0, 8), 16);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
