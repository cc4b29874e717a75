import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Timeline } from './timeline.js';

describe('the timeline of an ask', () => {
  it('tells the start, each delta and the end, with times and characters', () => {
    const timeline = new Timeline(3);
    timeline.addDelta('运费😀', 100);
    timeline.addDelta('ok', 400);
    expect(timeline.endingWith('done', '!', 900)).toEqual([
      { type: 'start', atMs: 3 },
      { type: 'delta', atMs: 100, count: 1, chars: 3 },
      { type: 'delta', atMs: 400, count: 1, chars: 2 },
      { type: 'delta', atMs: 900, count: 1, chars: 1 },
      { type: 'done', atMs: 900 },
    ]);
  });

  it('has no delta of an ask that said nothing', () => {
    expect(new Timeline(0).endingWith('error', '', 5)).toEqual([
      { type: 'start', atMs: 0 },
      { type: 'error', atMs: 5 },
    ]);
  });

  it('makes one entry of deltas that follow each other closely', () => {
    const timeline = new Timeline(0);
    for (const atMs of [100, 120, 149, 150]) timeline.addDelta('ab', atMs);
    expect(timeline.events.slice(1)).toEqual([
      { type: 'delta', atMs: 100, count: 3, chars: 6 },
      { type: 'delta', atMs: 150, count: 1, chars: 2 },
    ]);
  });

  it('can be ended again, when the first end could not be stored', () => {
    const timeline = new Timeline(0);
    timeline.addDelta('a', 10);
    timeline.endingWith('done', 'b', 20);
    expect(timeline.endingWith('error', '', 30).map(({ type }) => type)).toEqual(['start', 'delta', 'error']);
  });

  it('stays short and loses nothing, however many deltas there are', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 600 }), (gaps) => {
        const timeline = new Timeline(0);
        let atMs = 0;
        for (const gap of gaps) timeline.addDelta('x', (atMs += gap));
        const events = timeline.endingWith('done', 'rest', atMs);
        expect(events.length).toBeLessThanOrEqual(100);
        expect(events.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(gaps.length + 1);
        expect(events.reduce((sum, { chars = 0 }) => sum + chars, 0)).toBe(gaps.length + 4);
        const times = events.map((event) => event.atMs);
        expect(times).toEqual(times.toSorted((one, two) => one - two));
      }),
      { numRuns: 50 },
    );
  });
});
