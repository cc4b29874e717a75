import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptMark } from './prompt-mark.js';

describe("a prompt's mark", () => {
  it('is 24 small letters, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (digest, key) => {
        expect(promptMark(digest, key)).toMatch(/^[a-z]{24}$/);
      }),
    );
  });

  it('is the same for the same profile and key, and another one for any other', () => {
    const mark = promptMark('digest-1', 'key-1');
    expect(promptMark('digest-1', 'key-1')).toBe(mark);
    expect(promptMark('digest-2', 'key-1')).not.toBe(mark);
    expect(promptMark('digest-1', 'key-2')).not.toBe(mark);
  });

  it('has every letter as often as any other', () => {
    const counts = new Map<string, number>();
    for (let profile = 0; profile < 500; profile += 1) {
      for (const letter of promptMark(String(profile), 'key'))
        counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    const expected = (500 * 24) / 26;
    expect(counts.size).toBe(26);
    expect(Math.min(...counts.values())).toBeGreaterThan(expected * 0.7);
    expect(Math.max(...counts.values())).toBeLessThan(expected * 1.3);
  });
});
