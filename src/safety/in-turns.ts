/**
 * What `run` makes of every item, some at once, in the order of the items. The first failure aborts the others.
 * @throws that failure; the signal's reason
 */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  signal: AbortSignal,
  run: (item: Item, index: number, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failed = new AbortController();
  const ownSignal = AbortSignal.any([signal, failed.signal]);
  const results: Result[] = [];
  const waiting = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of waiting) {
      ownSignal.throwIfAborted();
      results[index] = await run(item, index, ownSignal);
    }
  }
  const workers = Array.from({ length: Math.min(atOnce, items.length) }, work);
  try {
    await Promise.all(workers);
    return results;
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}
