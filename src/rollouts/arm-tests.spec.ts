import { describe, expect, it } from 'vitest';
import { type Dice, diceOf } from '../../test/support/dice.js';
import { DEFAULT_GUARD } from '../config/rollout-guard.js';
import type { RolloutGuard } from '../config/snapshot.js';
import type { ArmAsk } from '../trace/rollout-figures.js';
import { SliceCounts } from './arm-counts.js';
import { type ArmTest, type CountedSlice, type Metric, testsOf } from './arm-tests.js';
import { slicesOf } from './slices.js';

const MINUTE = 60_000;

/** Chances, and the length of most answers in milliseconds. */
interface Behaviour {
  readonly failed: number;
  readonly contractFailed: number;
  readonly down: number;
  readonly ms: number;
}

const USUAL: Behaviour = { failed: 0.02, contractFailed: 0.05, down: 0.01, ms: 1000 };

function anAsk(arm: string, { failed, contractFailed, down, ms }: Behaviour, dice: Dice): ArmAsk {
  return {
    arm,
    failed: dice() < failed,
    contractFailed: dice() < contractFailed,
    feedback: dice() < down ? 'down' : null,
    latencyMs: ms * (0.5 + dice()),
  };
}

interface Course {
  /** How the tried profile behaves in the slice of that number. */
  readonly tried: (number: number) => Behaviour;
  readonly slices: number;
  readonly asksPerSlice: number;
  readonly share?: number;
}

function courseOf({ tried, slices, asksPerSlice, share = 0.2 }: Course, dice: Dice): CountedSlice[] {
  return slicesOf(0, 7 * 24 * 60 * MINUTE)
    .slice(0, slices)
    .map(({ number, from, to }) => {
      const counts = new SliceCounts();
      for (let ask = 0; ask < asksPerSlice; ask += 1) {
        const isTried = dice() < share;
        counts.add(isTried ? anAsk('v2', tried(number), dice) : anAsk('v1', USUAL, dice));
      }
      return { number, from, to, counts };
    });
}

function judged(slices: readonly CountedSlice[], guard: RolloutGuard = DEFAULT_GUARD) {
  const tests = testsOf(slices, { tried: 'v2', baseline: 'v1', guard });
  const worse = tests.filter(({ decision }) => decision === 'worse').map(({ metric }) => metric);
  const of = (metric: Metric): ArmTest | undefined => tests.find((test) => test.metric === metric);
  return { worse, of };
}

describe('a tried profile', () => {
  const dice = diceOf('arms');

  it.each<[Metric, Partial<Behaviour>]>([
    ['failures', { failed: 0.2 }],
    ['contract', { contractFailed: 0.3 }],
    ['latency', { ms: 1500 }],
    ['down-votes', { down: 0.2 }],
  ])('is found to be worse by its %s alone, within some hundred asks: %j', (metric, behaviour) => {
    const course = { tried: () => ({ ...USUAL, ...behaviour }), slices: 4, asksPerSlice: 400 };
    expect(judged(courseOf(course, dice)).worse).toEqual([metric]);
  });

  it('is found to be worse when it becomes so after a week, by what it has done since', () => {
    const tried = (number: number) => ({ ...USUAL, failed: number <= 160 ? 0.02 : 0.5 });
    const slices = courseOf({ tried, slices: 161, asksPerSlice: 300 }, dice);
    const { worse, of } = judged(slices);
    expect(worse).toEqual(['failures']);
    const { tried: sample = { bad: 0, of: 1 }, since } = of('failures') ?? {};
    expect(since).toBe(slices.at(-1)?.from);
    expect(sample.bad / sample.of).toBeGreaterThan(0.3);
    expect(judged(slices.slice(0, -1)).worse).toEqual([]);
  });

  it('is left alone when it is no worse, however often somebody looks, in all but few of many rollouts', () => {
    const guard = { ...DEFAULT_GUARD, falseAlarms: 0.2 };
    const tried = () => ({
      ...USUAL,
      failed: USUAL.failed + 0.02,
      contractFailed: USUAL.contractFailed + 0.02,
    });
    const alarms = Array.from({ length: 30 }, (_, run) => {
      const slices = courseOf(
        { tried, slices: 25, asksPerSlice: 60, share: run % 2 === 0 ? 0.5 : 0.05 },
        dice,
      );
      return slices.some((_slice, looks) => judged(slices.slice(0, looks + 1), guard).worse.length > 0);
    });
    expect(alarms.filter(Boolean).length).toBeLessThanOrEqual(6);
  });

  it('is not judged by too few asks, of its own or of its baseline', () => {
    const awful = () => ({ ...USUAL, failed: 1 });
    const few = courseOf({ tried: awful, slices: 1, asksPerSlice: 200, share: 0.2 }, dice);
    expect(judged(few).of('failures')).toMatchObject({
      decision: 'too-few',
      tried: { bad: expect.any(Number) },
    });
    const noBaseline = courseOf({ tried: awful, slices: 1, asksPerSlice: 200, share: 0.9 }, dice);
    expect(judged(noBaseline).worse).toEqual([]);
    expect(judged(few, { ...DEFAULT_GUARD, minSamples: 20 }).worse).toContain('failures');
  });

  it('is told by all that there is as long as it is watched', () => {
    const slices = courseOf({ tried: () => USUAL, slices: 3, asksPerSlice: 400 }, dice);
    const { of } = judged(slices);
    const asks = slices.reduce((sum, { counts }) => sum + counts.of('v2').asks, 0);
    expect(of('failures')).toMatchObject({
      decision: 'watching',
      since: 0,
      needed: 400,
      tried: { of: asks },
    });
    // What is slow is known by what was before: not in the first slice.
    expect(of('latency')).toMatchObject({ decision: 'watching', since: slices[1]?.from });
    expect(of('latency')?.tried.of).toBe(asks - (slices[0]?.counts.of('v2').asks ?? 0));
  });

  it('has no slowness while nobody knows what is slow', () => {
    const slow = courseOf({ tried: () => ({ ...USUAL, ms: 9000 }), slices: 1, asksPerSlice: 400 }, dice);
    expect(judged(slow).of('latency')).toMatchObject({ decision: 'watching', tried: { bad: 0, of: 0 } });
  });
});

describe('slices', () => {
  it('are as long as all before them together, five minutes at least and an hour at most', () => {
    const lengths = slicesOf(7, 7 + 200 * MINUTE).map(({ from, to }) => (to - from) / MINUTE);
    expect(lengths).toEqual([5, 5, 10, 20, 40, 60, 60, 60]);
  });

  it('reach back a week, and keep their numbers', () => {
    const week = 7 * 24 * 60 * MINUTE;
    const all = slicesOf(0, 2 * week);
    expect(all[0]?.to).toBeGreaterThan(week);
    expect(all[0]?.from).toBeLessThanOrEqual(week);
    expect(all.at(-1)?.number).toBe((all[0]?.number ?? 0) + all.length - 1);
    expect(all.at(-1)?.to).toBeGreaterThan(2 * week);
  });
});
