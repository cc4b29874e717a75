import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Passage, judgeHolding } from './holding.js';

const GAP_MS = 100;
const EVENT_BYTES = 300;

/** Events that left a known time apart, and arrived when `arrivals` says. */
function passages(arrivals: (sentAtMs: number, at: number) => number, count = 20): Passage[] {
  return Array.from({ length: count }, (_, at) => {
    const sentAtMs = at * GAP_MS;
    return { sentAtMs, atMs: arrivals(sentAtMs, at), bytes: (at + 1) * EVENT_BYTES };
  });
}

/** As a buffer passes them on that is full after `size` events; the rest comes at the end. */
function inBlocks(size: number, count: number): Passage[] {
  return Array.from({ length: count }, (_, at) => {
    const last = Math.min(count - 1, at - (at % size) + size - 1);
    return { sentAtMs: at * GAP_MS, atMs: last * GAP_MS, bytes: (last + 1) * EVENT_BYTES };
  });
}

const counts = fc.integer({ min: 6, max: 50 });
const delays = fc.double({ min: 0, max: 60_000, noNaN: true });

describe('judgeHolding', () => {
  it('finds nothing in a stream that is merely far away and a little uneven', () => {
    const jitters = fc.array(fc.double({ min: 0, max: GAP_MS * 0.7, noNaN: true }), {
      minLength: 6,
      maxLength: 50,
    });
    fc.assert(
      fc.property(jitters, delays, (jitter, delay) => {
        const judged = judgeHolding(passages((sent, at) => sent + delay + (jitter[at] ?? 0), jitter.length));
        expect(judged).toMatchObject({ kind: 'none' });
        expect(judged.kind !== 'unknown' && judged.heldMs).toBeLessThanOrEqual(GAP_MS * 0.7 + 0.001);
      }),
    );
  });

  it('sees whatever is held until the end, and for how long', () => {
    fc.assert(
      fc.property(counts, delays, (count, delay) => {
        const judged = judgeHolding(passages(() => count * GAP_MS + delay, count));
        expect(judged).toEqual({ kind: 'whole', heldMs: expect.closeTo((count - 1) * GAP_MS, 3) });
      }),
    );
  });

  it('sees blocks of any size, how large they are and how long the first of each waited', () => {
    const sizes = fc.integer({ min: 2, max: 20 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 2, max: 5 }), (size, blocks) => {
        fc.pre(size * blocks >= 6);
        expect(judgeHolding(inBlocks(size, size * blocks))).toEqual({
          kind: 'blocks',
          heldMs: (size - 1) * GAP_MS,
          blocks,
          blockBytes: size * EVENT_BYTES,
        });
      }),
    );
  });

  it('does not ask what time it is on either side', () => {
    const shift = fc.integer({ min: -1_000_000, max: 1_000_000 });
    const arrivals = fc.array(fc.nat(3000), { minLength: 6, maxLength: 30 });
    fc.assert(
      fc.property(arrivals, shift, shift, (times, here, there) => {
        const sorted = times.toSorted((a, b) => a - b);
        const stream = passages((_, at) => sorted[at] ?? 0, sorted.length);
        const moved = stream.map((passage) => ({
          ...passage,
          sentAtMs: passage.sentAtMs + there,
          atMs: passage.atMs + here,
        }));
        expect(judgeHolding(moved)).toEqual(judgeHolding(stream));
      }),
    );
  });

  it('takes one stall of the network for what it may be', () => {
    const stalled = passages((sent) => Math.max(sent, sent < 900 ? 0 : 1300));
    expect(judgeHolding(stalled)).toEqual({ kind: 'uneven', heldMs: 400, together: 4 });
    const once = passages((sent) => (sent === 500 ? 600 : sent));
    expect(judgeHolding(once)).toEqual({ kind: 'none', heldMs: 100 });
  });

  it('blames nobody for events that left together, and says nothing by too few', () => {
    const busyServer = Array.from({ length: 20 }, (_, at) => {
      const ms = Math.floor(at / 2) * 2 * GAP_MS + (at % 2) * 5;
      return { sentAtMs: ms, atMs: ms, bytes: 0 };
    });
    expect(judgeHolding(busyServer)).toEqual({ kind: 'none', heldMs: 0 });
    expect(judgeHolding(passages(() => 9000, 5))).toEqual({ kind: 'unknown' });
    expect(judgeHolding([])).toEqual({ kind: 'unknown' });
  });
});
