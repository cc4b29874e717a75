import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dice, diceOf } from '../../test/support/dice.js';
import { type Sample, logEvidence } from './evidence.js';

interface Arms {
  /** The chance that an ask goes badly. */
  readonly tried: number;
  readonly baseline: number;
  /** The share of asks that the tried profile gets. */
  readonly share: number;
}

const MARGIN = 0.02;

/**
 * Counts asks in batches and looks after each, until the evidence is enough or so many asks were counted.
 * @returns how many asks the tried profile got until then; undefined when it never was enough
 */
function alarmOf(arms: Arms, dice: Dice, needed: number, asks: number, atLeast = 1): number | undefined {
  const tried = { bad: 0, of: 0 };
  const baseline = { bad: 0, of: 0 };
  for (let ask = 1; ask <= asks; ask += 1) {
    const [sample, rate] = dice() < arms.share ? [tried, arms.tried] : [baseline, arms.baseline];
    sample.of += 1;
    if (dice() < rate) sample.bad += 1;
    // Not at every ask, because that takes long: more often at first, when chance has most to say.
    if (ask % (ask < 500 ? 5 : 50) !== 0 || tried.of < atLeast) continue;
    if (logEvidence(tried, baseline, MARGIN) >= Math.log(needed)) return tried.of;
  }
  return undefined;
}

const EQUAL = [0.001, 0.02, 0.3].flatMap((rate) =>
  [0.01, 0.1, 0.5].flatMap((share) => [
    { tried: rate, baseline: rate, share },
    { tried: rate + MARGIN, baseline: rate, share },
  ]),
);

describe('evidence', () => {
  it.each(EQUAL)('that ends a rollout at 5 by mistake comes at most in one of five: %j', (arms) => {
    const dice = diceOf(`${arms.tried} ${arms.baseline} ${arms.share}`);
    const runs = Array.from({ length: 200 }, () => alarmOf(arms, dice, 5, 3_000));
    expect(runs.filter((alarm) => alarm !== undefined).length).toBeLessThanOrEqual(40);
  });

  it('is, on average, at most 1 while a profile is no worse: at the margin, at any rates and sizes', () => {
    // Exactly, over everything that can happen, and not by chance.
    const rates = fc.double({ min: 0, max: 0.98, noNaN: true });
    const sizes = fc.record({
      tried: fc.integer({ min: 0, max: 12 }),
      baseline: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(rates, sizes, (rate, { tried, baseline }) => {
        let mean = 0;
        for (const [own, chance] of outcomes(tried, rate + MARGIN)) {
          for (const [other, otherChance] of outcomes(baseline, rate)) {
            mean += chance * otherChance * Math.exp(logEvidence(own, other, MARGIN));
          }
        }
        expect(mean).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it.each([
    [{ tried: 0.2, baseline: 0.02, share: 0.1 }, 100],
    [{ tried: 0.2, baseline: 0.02, share: 0.01 }, 100],
    [{ tried: 0.2, baseline: 0.02, share: 0.5 }, 220],
    [{ tried: 0.1, baseline: 0.001, share: 0.05 }, 200],
    [{ tried: 0.5, baseline: 0.3, share: 0.1 }, 300],
    [{ tried: 1, baseline: 0, share: 0.1 }, 50],
  ])('is enough for %j within %i asks of the tried profile, as often as not', (arms, within) => {
    const dice = diceOf(`${arms.tried} ${arms.baseline} ${arms.share}`);
    const runs = Array.from({ length: 21 }, () => alarmOf(arms, dice, 400, within * 120, 50) ?? Infinity);
    expect(runs.toSorted((a, b) => a - b)[10]).toBeLessThanOrEqual(within);
  });

  it('is none while the profile keeps to the margin, and the less the wider that is', () => {
    const share = fc.record({
      of: fc.integer({ min: 1, max: 5_000 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const sample = share.map(({ of, part }) => ({ of, bad: Math.floor(of * part) }));
    fc.assert(
      fc.property(sample, sample, (tried, baseline) => {
        const evidence = logEvidence(tried, baseline, MARGIN);
        expect(Number.isFinite(evidence)).toBe(true);
        const isWithin = tried.bad / tried.of <= baseline.bad / baseline.of + MARGIN;
        expect(isWithin && evidence > 1e-6).toBe(false);
        expect(logEvidence(tried, baseline, MARGIN + 0.01)).toBeLessThanOrEqual(evidence + 1e-6);
      }),
    );
  });

  it('says nothing without asks', () => {
    expect(logEvidence({ bad: 0, of: 0 }, { bad: 0, of: 0 }, MARGIN)).toBeCloseTo(0);
  });
});

/** Everything that can come of so many asks, and how likely it is. */
function outcomes(of: number, rate: number): [Sample, number][] {
  let ways = 1;
  return Array.from({ length: of + 1 }, (_, bad) => {
    const chance = ways * rate ** bad * (1 - rate) ** (of - bad);
    ways = (ways * (of - bad)) / (bad + 1);
    return [{ bad, of }, chance];
  });
}
