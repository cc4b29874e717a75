import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppError, type AppErrorOptions } from '../common/errors/app-error.js';
import { retryPauseMs } from './retry.js';

const PLAN = { profile: { deadlineMs: 8000 }, model: { firstContentMs: 3000 } };

const pauseAfter = (options: AppErrorOptions, remainingMs = 60_000): number | undefined =>
  retryPauseMs(new AppError('AGENT_UNAVAILABLE', options), PLAN, remainingMs);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the pause before another try', () => {
  it.each([
    [0, 100],
    [0.5, 200],
    [0.999, 299.8],
  ])('is short, and spread at random: %d makes %d ms', (random, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    expect(pauseAfter({})).toBeCloseTo(expected);
  });

  it.each([
    [0, 2000],
    [0.5, 2100],
  ])('is what the other side named, and spread on top: %d makes %d ms', (random, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    expect(pauseAfter({ retryAfterS: 2, secondTry: 'after_wait' })).toBe(expected);
  });

  it('is short whatever we advise clients by ourselves', () => {
    expect(pauseAfter({ retryAfterS: 5 })).toBeLessThanOrEqual(300);
  });

  it('does not exist where another try would be futile', () => {
    expect(pauseAfter({ retryAfterS: 1, secondTry: 'futile' })).toBeUndefined();
  });

  it('leaves the model the time to begin, or half of the budget if that is less', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect([pauseAfter({}, 3100), pauseAfter({}, 3099)]).toEqual([100, undefined]);
    const hasty = { ...PLAN, profile: { deadlineMs: 4000 } };
    const failure = new AppError('AGENT_ERROR');
    expect([2100, 2099].map((remaining) => retryPauseMs(failure, hasty, remaining))).toEqual([
      100,
      undefined,
    ]);
  });
});
