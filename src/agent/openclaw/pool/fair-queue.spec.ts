import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.js';

const any = (): boolean => true;

describe('FairQueue', () => {
  it('serves lanes in turn, and each lane in its order', () => {
    const queue = new FairQueue<{ lane: string; id: number }>(10);
    for (let id = 1; id <= 4; id += 1) queue.add({ lane: 'busy', id });
    queue.add({ lane: 'quiet', id: 5 });
    const served = Array.from({ length: 6 }, () => queue.take(any)?.id);
    expect(served).toEqual([1, 5, 2, 3, 4, undefined]);
  });

  it('lets somebody pass who fits where the first does not', () => {
    const queue = new FairQueue<{ lane: string; model: string }>(10);
    queue.add({ lane: 'a', model: 'strong' });
    queue.add({ lane: 'a', model: 'fast' });
    expect(queue.take(({ model }) => model === 'fast')).toMatchObject({ model: 'fast' });
    expect(queue.take(({ model }) => model === 'fast')).toBeUndefined();
    expect(queue.size).toBe(1);
  });

  it('serves those who go on before all lanes, and always has room for them', () => {
    const queue = new FairQueue<{ lane: string; id: number }>(1);
    const left = { lane: 'a', id: 4 };
    queue.add({ lane: 'a', id: 1 });
    queue.addGoingOn({ lane: 'b', id: 2 });
    queue.addGoingOn(left);
    queue.addGoingOn({ lane: 'a', id: 3 });
    queue.remove(left);
    expect(queue.size).toBe(3);
    expect(queue.ahead('c', any).map(({ id }) => id)).toEqual([2, 3, 1]);
    expect(Array.from({ length: 4 }, () => queue.take(any)?.id)).toEqual([2, 3, 1, undefined]);
    expect(queue.size).toBe(0);
  });

  it('has room for so many and no more, and forgets who left', () => {
    const queue = new FairQueue<{ lane: string }>(2);
    const [one, two] = [{ lane: 'a' }, { lane: 'b' }];
    const three = { lane: 'c' };
    expect([queue.add(one), queue.add(two), queue.add(three)]).toEqual([undefined, undefined, three]);
    queue.remove(one);
    queue.remove(one);
    expect(queue.size).toBe(1);
    expect(queue.take(any)).toBe(two);
  });

  it('takes room from the longest lane for one that is shorter, and for no other', () => {
    const queue = new FairQueue<{ lane: string; id: number }>(4);
    for (let id = 1; id <= 4; id += 1) queue.add({ lane: 'greedy', id });
    const pushedOut = ['greedy', 'a', 'a', 'a', 'b', 'c', 'd'].map(
      (lane, at) => queue.add({ lane, id: 5 + at })?.id,
    );
    expect(pushedOut).toEqual([5, 4, 3, 8, 2, 7, 11]);
    expect(Array.from({ length: 5 }, () => queue.take(any)?.id)).toEqual([1, 6, 9, 10, undefined]);
  });

  it('tells who comes before one more of a lane: of other lanes only as many as get a turn till then', () => {
    const queue = new FairQueue<{ lane: string; id: number }>(20);
    for (let id = 1; id <= 4; id += 1) queue.add({ lane: 'busy', id });
    queue.add({ lane: 'quiet', id: 5 });
    const idsAhead = (lane: string, count: (item: { id: number }) => boolean = any): number[] =>
      queue.ahead(lane, count).map(({ id }) => id);

    expect(idsAhead('new')).toEqual([1, 5]);
    expect(idsAhead('quiet')).toEqual([1, 2, 5]);
    expect(idsAhead('busy')).toEqual([1, 2, 3, 4, 5]);
    expect(idsAhead('new', ({ id }) => id > 1)).toEqual([2, 5]);
    expect(idsAhead('quiet', ({ id }) => id < 5)).toEqual([1]);
  });

  it('serves every lane that waits before it serves one of them again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 }), (lanes) => {
        const queue = new FairQueue<{ lane: string }>(100);
        const left = new Map<string, number>();
        for (const lane of lanes.map(String)) {
          queue.add({ lane });
          left.set(lane, (left.get(lane) ?? 0) + 1);
        }
        let round = new Set<string>();
        for (let item = queue.take(any); item !== undefined; item = queue.take(any)) {
          const { lane } = item;
          const again = round.has(lane);
          const passedOver = [...left].filter(([other, count]) => count > 0 && !round.has(other));
          expect(again ? passedOver : []).toEqual([]);
          if (again) round = new Set();
          round.add(lane);
          left.set(lane, (left.get(lane) ?? 0) - 1);
        }
        expect([...left.values()].every((count) => count === 0)).toBe(true);
      }),
    );
  });
});
