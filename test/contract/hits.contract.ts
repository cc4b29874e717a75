import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HitRecord, Hits } from '../../src/limits/hits/hits.js';

export interface OpenHits {
  readonly hits: Hits;
  /** Lets so many milliseconds pass. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds for which a hit counts, and for which somebody is blocked: a time that a test can wait for. */
const WINDOW_MS = 1_000;
const LIMIT = 3;

/** What every adapter of `Hits` promises. */
export function describeHits(name: string, open: () => Promise<OpenHits>): void {
  describe(`Hits: ${name}`, () => {
    let opened: OpenHits;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    const call = (key = 'u_1', limit = LIMIT, blockMs = WINDOW_MS): Promise<HitRecord> =>
      opened.hits.increment(key, WINDOW_MS, limit, blockMs);
    async function calls(count: number): Promise<HitRecord[]> {
      const records: HitRecord[] = [];
      for (let at = 0; at < count; at += 1) records.push(await call());
      return records;
    }

    it('lets as many calls through as the limit says, and blocks the next', async () => {
      const records = await calls(5);
      expect(records.map(({ isBlocked }) => isBlocked)).toEqual([false, false, false, true, true]);
      expect(records.map(({ totalHits }) => totalHits)).toEqual([1, 2, 3, 4, 4]);
      expect(records[3]).toMatchObject({ timeToBlockExpire: 1, timeToExpire: 1 });
    });

    it('lets exactly as many through when they come all at once', async () => {
      const records = await Promise.all(Array.from({ length: 20 }, () => call()));
      expect(records.filter(({ isBlocked }) => !isBlocked)).toHaveLength(LIMIT);
    });

    it('keeps a caller blocked until the block is over, who then begins anew', async () => {
      await calls(4);
      await opened.pass(WINDOW_MS / 2);
      expect(await call()).toMatchObject({ isBlocked: true, timeToBlockExpire: 1 });
      await opened.pass(WINDOW_MS / 2 + 50);
      expect(await call()).toMatchObject({ isBlocked: false, totalHits: 1 });
    });

    it('blocks for longer than a hit counts where it is told to', async () => {
      await call('u_1', 0, 2 * WINDOW_MS);
      await opened.pass(WINDOW_MS + 100);
      expect(await call()).toMatchObject({ isBlocked: true, timeToBlockExpire: 1 });
    });

    it('counts a hit for as long as it lives, each by itself', async () => {
      await calls(1);
      await opened.pass(WINDOW_MS / 2);
      await calls(2);
      await opened.pass(WINDOW_MS / 2 + 50);
      expect(await call()).toMatchObject({ isBlocked: false, totalHits: 3 });
      expect(await call()).toMatchObject({ isBlocked: true });
    });

    it('counts each caller alone', async () => {
      await calls(4);
      expect(await call('u_2')).toMatchObject({ isBlocked: false, totalHits: 1 });
    });

    it('tells how a caller stands without counting that', async () => {
      expect(await opened.hits.peek('u_1')).toEqual({ totalHits: 0, isBlocked: false });
      await calls(2);
      await opened.hits.peek('u_1');
      expect(await opened.hits.peek('u_1')).toEqual({ totalHits: 2, isBlocked: false });
      await calls(2);
      expect(await opened.hits.peek('u_1')).toMatchObject({ isBlocked: true });
      await opened.pass(WINDOW_MS + 50);
      expect(await opened.hits.peek('u_1')).toEqual({ totalHits: 0, isBlocked: false });
    });
  });
}
