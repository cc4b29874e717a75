import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AnswerCache, CachedAnswer } from '../../src/cache/answer-cache.js';

export interface OpenAnswerCache {
  readonly cache: AnswerCache;
  /** Lets so many seconds pass. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export const ANSWER: CachedAnswer = {
  answer: '你好 😀',
  output: { reply: '你好 😀', question: null },
  truncated: false,
  model: 'fast',
  contentId: 'c-1',
};

/** What every `AnswerCache` promises. */
export function describeAnswerCache(name: string, open: () => Promise<OpenAnswerCache>): void {
  describe(`AnswerCache: ${name}`, () => {
    let opened: OpenAnswerCache;
    let cache: AnswerCache;

    beforeEach(async () => {
      opened = await open();
      ({ cache } = opened);
    });
    afterEach(() => opened.close());

    it('finds what was kept, under its own key alone', async () => {
      await cache.keep('one', ANSWER, 60);
      expect(await cache.find('one')).toEqual(ANSWER);
      expect(await cache.find('two')).toBeUndefined();
    });

    it('keeps the latest', async () => {
      await cache.keep('one', ANSWER, 60);
      await cache.keep('one', { ...ANSWER, answer: 'Hello' }, 60);
      expect((await cache.find('one'))?.answer).toBe('Hello');
    });

    it('forgets it after its time', async () => {
      await cache.keep('one', ANSWER, 1);
      await cache.keep('two', ANSWER, 60);
      await opened.pass(1.1);
      expect(await cache.find('one')).toBeUndefined();
      expect(await cache.find('two')).toEqual(ANSWER);
    });
  });
}
