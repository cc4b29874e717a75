import { describe, expect, it } from 'vitest';
import { type Dice, diceOf } from '../../test/support/dice.js';
import { DEFAULT_GUARD } from '../config/rollout-guard.js';
import type { RolloutGuard } from '../config/snapshot.js';
import type { ArmAsk } from '../trace/rollout-figures.js';
import { SliceCounts } from './arm-counts.js';
import { type ArmTest, type CountedSlice, testsOf } from './arm-tests.js';
import { slicesOf } from './slices.js';
import type { Metric } from './user-samples.js';

const MINUTE = 60_000;

/** Chances, and the length of most answers in milliseconds. */
interface Behaviour {
  readonly failed: number;
  readonly contractFailed: number;
  readonly down: number;
  readonly ms: number;
}

const USUAL: Behaviour = { failed: 0.02, contractFailed: 0.05, down: 0.01, ms: 1000 };

/** Somebody new each time. */
let users = 0;

function anAsk(arm: string, { failed, contractFailed, down, ms }: Behaviour, dice: Dice): ArmAsk {
  return {
    arm,
    user: (users += 1),
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

async function judged(
  slices: readonly CountedSlice[],
  guard: Partial<RolloutGuard> = {},
  hasBaseline = true,
) {
  const contest = { tried: ['v2'], baseline: 'v1', hasBaseline, guard: { ...DEFAULT_GUARD, ...guard } };
  const tests = (await testsOf(slices, contest)).get('v2') ?? [];
  const worse = tests.filter(({ decision }) => decision === 'worse').map(({ metric }) => metric);
  const of = (metric: Metric): ArmTest | undefined => tests.find((test) => test.metric === metric);
  return { tests, worse, of };
}

describe('a tried profile', () => {
  const dice = diceOf('arms');

  it.each<[Metric, Partial<Behaviour>]>([
    ['failures', { failed: 0.2 }],
    ['contract', { contractFailed: 0.3 }],
    ['latency', { ms: 3000 }],
    ['down-votes', { down: 0.2 }],
  ])('is found to be worse by its %s alone, within some hundred asks: %j', async (metric, behaviour) => {
    const course = { tried: () => ({ ...USUAL, ...behaviour }), slices: 4, asksPerSlice: 400 };
    expect((await judged(courseOf(course, dice))).worse).toEqual([metric]);
  });

  it('is found to be worse when it becomes so after a week, by what it has done since', async () => {
    const tried = (number: number) => ({ ...USUAL, failed: number <= 660 ? 0.02 : 0.5 });
    const slices = courseOf({ tried, slices: 661, asksPerSlice: 300 }, dice);
    const { worse, of } = await judged(slices);
    expect(worse).toEqual(['failures']);
    const { tried: sample = { bad: 0, of: 1 }, since } = of('failures') ?? {};
    expect(since).toBe(slices.at(-1)?.from);
    expect(sample.bad / sample.of).toBeGreaterThan(0.3);
    expect((await judged(slices.slice(0, -1))).worse).toEqual([]);
  });

  it('is left alone when it is no worse, however often somebody looks, in all but few of many rollouts', async () => {
    const guard = { falseAlarms: 0.2 };
    const tried = () => ({
      ...USUAL,
      failed: USUAL.failed + 0.02,
      contractFailed: USUAL.contractFailed + 0.02,
    });
    let alarms = 0;
    for (let run = 0; run < 30; run += 1) {
      const share = run % 2 === 0 ? 0.5 : 0.05;
      const slices = courseOf({ tried, slices: 25, asksPerSlice: 60, share }, dice);
      const looks = slices.map((_, at) => judged(slices.slice(0, at + 1), guard));
      if ((await Promise.all(looks)).some(({ worse }) => worse.length > 0)) alarms += 1;
    }
    expect(alarms).toBeLessThanOrEqual(6);
  });

  it('has, on average, evidence of 1 at most against it, over however many quiet slices', async () => {
    // At the margin, where it has most.
    const tried = () => ({ ...USUAL, failed: USUAL.failed + 0.02 });
    let sum = 0;
    for (let run = 0; run < 20; run += 1) {
      const busy = courseOf({ tried, slices: 60, asksPerSlice: run % 2 === 0 ? 6 : 0 }, dice);
      sum += (await judged(busy)).of('failures')?.evidence ?? Number.NaN;
    }
    expect(sum / 20).toBeLessThanOrEqual(1);
  });

  it('is not judged by too few asks, of its own or of its baseline', async () => {
    const awful = () => ({ ...USUAL, failed: 1 });
    const few = courseOf({ tried: awful, slices: 1, asksPerSlice: 200, share: 0.2 }, dice);
    expect((await judged(few)).of('failures')).toMatchObject({
      decision: 'too-few',
      tried: { bad: expect.any(Number) },
    });
    const noBaseline = courseOf({ tried: awful, slices: 1, asksPerSlice: 200, share: 0.9 }, dice);
    expect((await judged(noBaseline)).worse).toEqual([]);
    expect((await judged(few, { minSamples: 20 })).worse).toContain('failures');
  });

  it('is told by all that there is as long as it is watched', async () => {
    const slices = courseOf({ tried: () => USUAL, slices: 3, asksPerSlice: 400 }, dice);
    const { of } = await judged(slices);
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

  it('has no slowness while nobody knows what is slow, and is not said to be watched for it', async () => {
    const slow = courseOf({ tried: () => ({ ...USUAL, ms: 9000 }), slices: 1, asksPerSlice: 400 }, dice);
    const { of } = await judged(slow);
    expect(of('latency')).toMatchObject({ decision: 'too-few', tried: { bad: 0, of: 0 } });
    expect(of('failures')).toMatchObject({ decision: 'watching' });
  });

  it('may be slower by what nobody notices, and by as much as the guard says', async () => {
    const course = (ms: number) =>
      courseOf({ tried: () => ({ ...USUAL, ms }), slices: 4, asksPerSlice: 2_000 }, dice);
    // The p95 of the baseline is some 1450 ms.
    const hardly = course(1_250);
    expect((await judged(hardly)).worse).toEqual([]);
    expect((await judged(hardly, { latency: { factor: 1, ms: 0 } })).worse).toEqual(['latency']);
    const twice = course(2_000);
    expect((await judged(twice)).worse).toEqual(['latency']);
    expect((await judged(twice, { latency: { factor: 2.2, ms: 0 } })).worse).toEqual([]);
    expect((await judged(twice, { latency: { factor: 1, ms: 1_700 } })).worse).toEqual([]);
  });

  it('may be as slow as it likes where the guard says so, and is still watched for all else', async () => {
    const tried = () => ({ ...USUAL, ms: 9_000, failed: 0.5 });
    const { tests, worse } = await judged(courseOf({ tried, slices: 3, asksPerSlice: 400 }, dice), {
      latency: false,
    });
    expect(tests.map(({ metric }) => metric)).toEqual(['failures', 'contract', 'down-votes']);
    expect(worse).toEqual(['failures']);
    // As many chances of a false alarm as there are tests.
    for (const { needed } of tests) expect(needed).toBeCloseTo(300);
  });

  it('is never decided about without a baseline', async () => {
    const awful = courseOf({ tried: () => ({ ...USUAL, failed: 1 }), slices: 3, asksPerSlice: 300 }, dice);
    const { tests } = await judged(awful, {}, false);
    expect(tests.map(({ decision }) => decision)).toEqual(tests.map(() => 'no-baseline'));
  });
});

describe('users', () => {
  const dice = diceOf('users');
  const good: Behaviour = { failed: 0, contractFailed: 0, down: 0, ms: 1000 };
  const bad: Behaviour = { failed: 1, contractFailed: 1, down: 1, ms: 1000 };

  /** Good asks of so many users in each slice, and what these say who ask many times in each. */
  function courseWith(loud: readonly number[], slices = 4): CountedSlice[] {
    const course = courseOf({ tried: () => good, slices, asksPerSlice: 500 }, dice);
    for (const { counts } of course) {
      for (const user of loud) {
        for (let ask = 0; ask < 100; ask += 1) counts.add({ ...anAsk('v2', bad, dice), user });
      }
    }
    return course;
  }

  it('count once each: no one of them ends a rollout, whatever he does and however long', async () => {
    const course = courseWith([-1], 60);
    const { worse, of } = await judged(course);
    expect(worse).toEqual([]);
    expect(of('down-votes')?.tried.bad).toBe(1);
    expect(of('down-votes')?.evidence).toBeLessThan(1);
    expect(course[0]?.counts.of('v2').failures).toBe(100);
  });

  it('count by the first ask, so that what is counted stays as it is', async () => {
    const course = courseOf({ tried: () => good, slices: 2, asksPerSlice: 500 }, dice);
    const [first, second] = course;
    first?.counts.add({ ...anAsk('v2', good, dice), user: -1 });
    first?.counts.add({ ...anAsk('v2', bad, dice), user: -1 });
    second?.counts.add({ ...anAsk('v2', bad, dice), user: -1 });
    expect((await judged(course)).of('failures')?.tried.bad).toBe(0);
    expect((await judged(course.slice(1))).of('failures')?.tried.bad).toBe(1);
  });

  it('are counted in parts, between which the process does other work', async () => {
    const course = slicesOf(0, 20 * MINUTE).map(({ number, from, to }) => ({
      number,
      from,
      to,
      counts: new SliceCounts(),
    }));
    for (const { counts } of course) {
      for (let ask = 0; ask < 6_000; ask += 1) counts.add(anAsk('v2', good, dice));
    }
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    const asked = judged(course);
    await Promise.resolve();
    expect(turns).toBe(0);
    await asked;
    clearInterval(other);
    expect(turns).toBeGreaterThan(0);
  });

  it('count anew from every begin on, so that the same users find out what has become worse', async () => {
    const same = Array.from({ length: 200 }, (_, at) => at);
    const course = slicesOf(0, 60 * MINUTE).map(({ number, from, to }) => {
      const counts = new SliceCounts();
      for (const user of same) {
        const isTried = user < 80;
        counts.add({ ...anAsk(isTried ? 'v2' : 'v1', isTried && number > 4 ? bad : good, dice), user });
      }
      return { number, from, to, counts };
    });
    expect((await judged(course.slice(0, 4))).worse).toEqual([]);
    const { of } = await judged(course.slice(0, 5));
    expect(of('failures')).toMatchObject({
      decision: 'worse',
      since: course[4]?.from,
      tried: { bad: 80, of: 80 },
    });
  });
});

describe('slices', () => {
  it('are as long as all before them together, five minutes at least and a quarter of an hour at most', () => {
    const lengths = slicesOf(7, 7 + 70 * MINUTE).map(({ from, to }) => (to - from) / MINUTE);
    expect(lengths).toEqual([5, 5, 10, 15, 15, 15, 15]);
  });

  it('reach back a week, and keep their numbers', () => {
    const week = 7 * 24 * 60 * MINUTE;
    const all = slicesOf(0, 2 * week);
    expect(all[0]?.from).toBeGreaterThanOrEqual(week);
    expect(all[0]?.from).toBeLessThan(week + 15 * MINUTE);
    expect(all.at(-1)?.number).toBe((all[0]?.number ?? 0) + all.length - 1);
    expect(all.at(-1)?.to).toBeGreaterThan(2 * week);
    expect(slicesOf(0, 2 * week, 40 * MINUTE)).toEqual(all.slice(-3));
  });
});
