import { describe, expect, it } from 'vitest';
import { waitingTime } from './waiting-time.js';

const NOW = 5000;
const base = { aheadUntil: [] as number[], places: 2, free: 0, meanMs: 1000 };
const patient = (count: number): number[] => Array.from({ length: count }, () => NOW + 60_000);

describe('waitingTime', () => {
  it('is none where a place is free and nobody comes before', () => {
    expect(waitingTime({ ...base, free: 1 }, NOW)).toBe(0);
    expect(waitingTime({ ...base, free: 3, aheadUntil: patient(2) }, NOW)).toBe(0);
  });

  it('grows with those ahead, and shrinks with the places there are', () => {
    expect(waitingTime(base, NOW)).toBe(500);
    expect(waitingTime({ ...base, aheadUntil: patient(3) }, NOW)).toBe(2000);
    expect(waitingTime({ ...base, aheadUntil: patient(3), places: 4 }, NOW)).toBe(1000);
    expect(waitingTime({ ...base, aheadUntil: patient(3), free: 2 }, NOW)).toBe(1000);
  });

  it('ends when the last of those ahead must have gone and one more place came free', () => {
    const aheadUntil = Array.from({ length: 100 }, (_, index) => NOW + index * 10);
    expect(waitingTime({ ...base, aheadUntil }, NOW)).toBe(990 + 1000);
  });
});
