import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import { RefusalBudget } from './refusal-budget.js';

describe('RefusalBudget', () => {
  let clock: FakeClock;
  let budget: RefusalBudget;
  beforeEach(() => {
    clock = new FakeClock();
    clock.advance(1);
    budget = new RefusalBudget(clock);
  });

  const stored = (userId: string | null, times: number): number =>
    Array.from({ length: times }, () => budget.spend(userId)).filter(Boolean).length;

  it('lets a user fill twenty rows a minute, whatever others do', () => {
    expect(stored('u_1', 1000)).toBe(20);
    expect(stored('u_2', 5)).toBe(5);
  });

  it('lets all strangers together fill a hundred', () => {
    expect(stored(null, 1000)).toBe(100);
  });

  it('begins anew every minute, however often it was asked', () => {
    stored('u_1', 30);
    clock.advance(59_000);
    expect(stored('u_1', 1)).toBe(0);
    clock.advance(1001);
    expect(stored('u_1', 30)).toBe(20);
  });
});
