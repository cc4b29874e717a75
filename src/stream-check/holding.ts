/** One event: when it left the server and when it was here, each by its own clock in milliseconds. */
export interface Passage {
  readonly sentAtMs: number;
  readonly atMs: number;
  /** Bytes of the whole stream that had come by then. */
  readonly bytes: number;
}

/** What was done to a stream on its way. `heldMs`: how much longer than the fastest event the slowest took. */
export type Holding =
  | { readonly kind: 'none'; readonly heldMs: number }
  /** Some came together; once may be the network's fault. */
  | { readonly kind: 'uneven'; readonly heldMs: number; readonly together: number }
  | { readonly kind: 'blocks'; readonly heldMs: number; readonly blocks: number; readonly blockBytes: number }
  | { readonly kind: 'whole'; readonly heldMs: number }
  | { readonly kind: 'unknown' };

/** Events that left closer together may arrive together without anybody's doing. */
const MIN_SENT_GAP_MS = 15;
const MIN_PAIRS = 5;
/** Two events came together when their distance shrank to less than this share. */
const TOGETHER = 1 / 4;
/** Shares of events that came together with the one before. */
const BUFFERED = 1 / 2;
const UNEVEN = 1 / 10;

/**
 * Compares distances at the sender with distances at the receiver, so that neither the clocks nor a constant
 * delay matter. A network delays events one by one and seldom; a buffer makes them arrive together, most of them.
 */
export function judgeHolding(passages: readonly Passage[]): Holding {
  const pairs = passages.slice(1).flatMap((next, at) => {
    const before = passages[at];
    return before === undefined || next.sentAtMs - before.sentAtMs < MIN_SENT_GAP_MS
      ? []
      : [{ before, next }];
  });
  if (pairs.length < MIN_PAIRS) return { kind: 'unknown' };
  const heldMs = longestHeld(passages);
  const apart = pairs.filter(
    ({ before, next }) => next.atMs - before.atMs >= (next.sentAtMs - before.sentAtMs) * TOGETHER,
  );
  const together = pairs.length - apart.length;
  if (together === pairs.length) return { kind: 'whole', heldMs };
  if (together >= pairs.length * BUFFERED) {
    const ends = [...apart.map(({ before }) => before), ...passages.slice(-1)].map(({ bytes }) => bytes);
    const sizes = ends.map((end, at) => end - (ends[at - 1] ?? 0));
    // The last block is what was left.
    return { kind: 'blocks', heldMs, blocks: ends.length, blockBytes: Math.max(...sizes.slice(0, -1)) };
  }
  return together > pairs.length * UNEVEN ? { kind: 'uneven', heldMs, together } : { kind: 'none', heldMs };
}

/** Milliseconds by which the slowest took longer than the fastest. */
function longestHeld(passages: readonly Passage[]): number {
  const underway = passages.map(({ sentAtMs, atMs }) => atMs - sentAtMs);
  return Math.max(...underway) - Math.min(...underway);
}
