import { describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import type { Attempt } from '../trace/trace-record.js';
import { costOf, totalCost } from './cost.js';

const PRICE = { input: 0.27, output: 1.1 };

function attempts(...parts: readonly Partial<Attempt>[]): Attempt[] {
  const [attempt] = aTrace().attempts;
  if (attempt === undefined) throw new Error('it has one');
  return parts.map((part) => ({ ...attempt, ...part }));
}

describe('what an attempt cost', () => {
  it('is the price of a million tokens, by the tokens read and written', () => {
    const usage = { promptTokens: 1_000_000, completionTokens: 500_000 };
    expect(costOf(usage, PRICE)).toBeCloseTo(0.27 + 0.55, 12);
    expect(costOf({ promptTokens: 310, completionTokens: 42 }, PRICE)).toBeCloseTo(0.0001299, 12);
  });

  it('is nothing where the price is', () => {
    expect(costOf({ promptTokens: 9, completionTokens: 9 }, { input: 0, output: 0 })).toBe(0);
  });

  it('is not known without a price, or without what the agent said that it used', () => {
    expect(costOf({ promptTokens: 9, completionTokens: 9 }, undefined)).toBeUndefined();
    expect(costOf(null, PRICE)).toBeUndefined();
  });
});

describe('what an ask cost', () => {
  it('is what all its attempts did, as far as that is known', () => {
    expect(totalCost(attempts({ cost: 0.5 }, {}, { cost: 0.25 }))).toBe(0.75);
    expect(totalCost(attempts({ cost: 0 }))).toBe(0);
  });

  it('is not what another ask pays for', () => {
    expect(totalCost(attempts({ cost: 0.5, shared: true }, { cost: 0.25 }))).toBe(0.25);
    expect(totalCost(attempts({ cost: 0.5, shared: true }))).toBeNull();
  });

  it('is not known where nothing is, or nobody was asked', () => {
    expect(totalCost(attempts({}))).toBeNull();
    expect(totalCost([])).toBeNull();
  });
});
