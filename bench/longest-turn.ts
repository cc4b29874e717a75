import { setImmediate as endOfTurn } from 'node:timers/promises';

/**
 * How long `work` keeps this thread from everything else at the most, in milliseconds of its CPU time: unlike a
 * clock on the wall, that counts nothing of what other processes do meanwhile.
 */
export async function longestTurn(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  const working = new AbortController();
  const watching = (async () => {
    while (!working.signal.aborted) {
      const before = process.threadCpuUsage();
      await endOfTurn();
      const { user, system } = process.threadCpuUsage(before);
      longest = Math.max(longest, (user + system) / 1000);
    }
  })();
  try {
    await work();
  } finally {
    working.abort();
  }
  await watching;
  return longest;
}
