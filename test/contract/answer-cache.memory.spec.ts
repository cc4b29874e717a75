import { describe, expect, it } from 'vitest';
import { MemoryAnswerCache } from '../../src/cache/memory-answer-cache.js';
import { FakeClock } from '../support/fake-clock.js';
import { ANSWER, describeAnswerCache } from './answer-cache.contract.js';

/** The cache takes a beginning at 0 for none at all. */
function aClock(): FakeClock {
  const clock = new FakeClock();
  clock.advance(1);
  return clock;
}

describeAnswerCache('memory', async () => {
  const clock = aClock();
  return {
    cache: new MemoryAnswerCache(clock),
    pass: async (seconds) => clock.advance(seconds * 1000),
    close: async () => {},
  };
});

describe('MemoryAnswerCache', () => {
  it('holds so much and no more, what was asked for latest', async () => {
    const cache = new MemoryAnswerCache(aClock());
    const answer = 'x'.repeat(4_000_000);
    for (let at = 0; at < 10; at += 1) {
      await cache.keep(`key-${at}`, { ...ANSWER, answer }, 60);
      await cache.find('key-0');
    }
    expect(await cache.find('key-0')).toBeDefined();
    expect(await cache.find('key-1')).toBeUndefined();
    expect(await cache.find('key-9')).toBeDefined();
  });
});
