/** What runs wait for, the places of one model or those of the gateways, as one more run finds it. */
export interface Bottleneck {
  /** When each of those who would be served before gives up at the latest; monotonic, in milliseconds. */
  readonly aheadUntil: readonly number[];
  readonly places: number;
  readonly free: number;
  /** Milliseconds for which a place was taken lately. */
  readonly meanMs: number;
}

/**
 * How long one more run would wait, in milliseconds, as far as the runs before it tell. Never longer than
 * those ahead have patience and a place is taken after them: nobody stays in the queue for longer.
 */
export function waitingTime({ aheadUntil, places, free, meanMs }: Bottleneck, now: number): number {
  const missing = Math.max(0, aheadUntil.length + 1 - free);
  if (missing === 0) return 0;
  const queueEmptyMs = Math.max(0, ...aheadUntil.map((until) => until - now));
  return Math.min((missing / places) * meanMs, queueEmptyMs + meanMs);
}
