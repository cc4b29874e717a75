import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aTrace } from '../../test/support/a-trace.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { tracesIn } from '../../test/support/traces-in.js';
import { type Database, openDatabase } from '../storage/database.js';
import { RolloutSlices } from './rollout-slices.js';

const KEY = '1f0c6f52a1b3d9e4';
const MINUTE = 60_000;

describe('the slices of a rollout', () => {
  let database: Database;
  let clock: FakeClock;
  let slices: RolloutSlices;
  let save: (startedAt: number) => Promise<void>;

  beforeEach(async () => {
    database = await openDatabase('sqlite::memory:');
    clock = new FakeClock();
    const { store, rollouts } = tracesIn(database, clock);
    slices = new RolloutSlices(rollouts, clock);
    save = (startedAt) => store.save(aTrace({ startedAt, rollout: { key: KEY, arm: 'summarize_v2' } }));
  });

  afterEach(() => database.close());

  const counts = async (notBefore = 0, reachMs = Infinity): Promise<number[]> => {
    const counted = await slices.of(KEY, { notBefore, reachMs });
    return counted.map((slice) => slice.counts.of('summarize_v2').asks);
  };

  it('begin with the first ask, and are none before', async () => {
    expect(await counts()).toEqual([]);
    await save(clock.now() + MINUTE);
    clock.advance(12 * MINUTE);
    await save(clock.now());
    expect(await counts()).toEqual([1, 0, 1]);
  });

  it('leave out what began before the route was changed', async () => {
    await save(clock.now());
    clock.advance(3 * MINUTE);
    await save(clock.now());
    expect(await counts()).toEqual([2]);
    expect(await counts(clock.now() - MINUTE)).toEqual([1]);
    expect(await counts(clock.now() + 1)).toEqual([]);
  });

  it('are used again for a tenth of their age, and for a second while they are not over', async () => {
    const first = clock.now();
    await save(first);
    expect(await counts()).toEqual([1]);
    await save(first);
    expect(await counts()).toEqual([1]);
    clock.advance(1_000);
    expect(await counts()).toEqual([2]);
    clock.advance(55 * MINUTE);
    expect(await counts()).toEqual([2, 0, 0, 0, 0, 0]);
    await save(first);
    clock.advance(5 * MINUTE - 1_000);
    expect((await counts())[0]).toBe(2);
    clock.advance(2 * 1_000);
    expect((await counts())[0]).toBe(3);
  });

  it('keep numbers and begins when the first asks are deleted, but for those of which something may be gone', async () => {
    const first = clock.now();
    await save(first);
    clock.advance(9 * MINUTE);
    await save(clock.now());
    clock.advance(3 * MINUTE);
    const reach = { notBefore: 0, reachMs: 10 * MINUTE };
    const before = await slices.of(KEY, reach);
    expect(before.map(({ number, from }) => [number, from - first])).toEqual([
      [2, 5 * MINUTE],
      [3, 10 * MINUTE],
    ]);
    await database.query.deleteFrom('traces').where('started_at', '=', first).execute();
    const another = new RolloutSlices(tracesIn(database, clock).rollouts, clock);
    const after = await another.of(KEY, reach);
    expect(after.map(({ number, from }) => [number, from])).toEqual(
      before.map(({ number, from }) => [number, from]),
    );
    expect(after.map((slice) => slice.counts.of('summarize_v2').asks)).toEqual([1, 0]);
  });

  it("that cannot be read are nobody's", async () => {
    await save(clock.now());
    await database.query.schema.alterTable('traces').renameTo('elsewhere').execute();
    await expect(counts()).rejects.toMatchObject({ code: 'INTERNAL', reason: 'storage' });
  });
});
