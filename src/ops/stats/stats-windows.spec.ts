import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WINDOWS, type StatsWindow, bucketLength, slicedWindow } from './stats-windows.js';

const aWindow = fc.constantFrom(...(['1h', '6h', '24h', '7d', '30d'] satisfies StatsWindow[]));
const aMoment = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) });

describe('windows', () => {
  it('cover all that their name says, and at most a hundredth more, in slices without a gap', () => {
    fc.assert(
      fc.property(aWindow, aMoment, (window, now) => {
        const { from, to, sliceMs, slices } = slicedWindow(window, now);
        expect(to).toBe(now);
        expect(now - from).toBeGreaterThanOrEqual(WINDOWS[window]);
        expect(now - from).toBeLessThan(WINDOWS[window] * 1.01);
        expect(slices).toEqual(slices.map((_, at) => from + at * sliceMs));
        expect(slices.at(-1)).toBeLessThanOrEqual(now);
        expect((slices.at(-1) ?? 0) + sliceMs).toBeGreaterThan(now);
      }),
    );
  });

  it('begin with the same slices a moment later, so that these can be kept', () => {
    const now = Date.UTC(2026, 0, 1, 0, 0, 1);
    expect(slicedWindow('1h', now).slices).toEqual(slicedWindow('1h', now + 1000).slices);
  });

  it('are divided into at most as many buckets as were asked for', () => {
    fc.assert(
      fc.property(aWindow, aMoment, fc.integer({ min: 1, max: 200 }), (window, now, atMost) => {
        const sliced = slicedWindow(window, now);
        const length = bucketLength(sliced, atMost);
        expect(length % sliced.sliceMs).toBe(0);
        expect(Math.ceil((now - sliced.from) / length)).toBeLessThanOrEqual(atMost);
      }),
    );
  });
});
