import { describe, expect, it } from 'vitest';
import { judge } from './change.js';

describe('a change', () => {
  it.each([
    [100, 90, 'less', 'better'],
    [100, 110, 'less', 'worse'],
    [100, 110, 'more', 'better'],
    [100, 90, 'more', 'worse'],
    [100, 90, 'neither', 'changed'],
    [1000, 1004, 'less', 'same'],
    [0, 0, 'less', 'same'],
    [0, 3, 'less', 'worse'],
    [3, 0, 'less', 'better'],
  ] as const)('from %d to %d, of which %s is better, is %s', (before, after, wish, judgement) => {
    expect(judge(before, after, wish)?.judgement).toBe(judgement);
  });

  it.each([
    [3, 6, 'same'],
    [0, 20, 'same'],
    [100, 121, 'worse'],
    [1, 1520, 'worse'],
  ] as const)('from %d to %d milliseconds is %s', (before, after, judgement) => {
    expect(judge(before, after, 'less', 'ms')?.judgement).toBe(judgement);
  });

  it('is none where a figure is missing', () => {
    expect(judge(null, 1, 'less')).toBeNull();
    expect(judge(1, null, 'less')).toBeNull();
  });

  it('has no ratio to nothing', () => {
    expect(judge(0, 3, 'less')?.ratio).toBeNull();
    expect(judge(4, 3, 'less')?.ratio).toBe(-0.25);
  });
});
