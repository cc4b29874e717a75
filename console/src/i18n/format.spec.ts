import { describe, expect, it } from 'vitest';
import { formatFor } from './format.js';

describe('how long ago something was', () => {
  it.each([
    [-61_000, '1 min ago'],
    [-999, 'now'],
    [4000, 'now'],
  ])('%d ms is %s', (ms, text) => {
    expect(formatFor('en').ago(1_000_000 + ms, 1_000_000)).toBe(text);
  });
});

describe('a change as it is written', () => {
  it.each([
    [0.125, '+12.5%'],
    [-0.25, '-25%'],
    [8.5, '+850%'],
    [9, '×10'],
    [1519, '×1,520'],
    [null, '–'],
  ])('%d is %s', (ratio, text) => {
    expect(formatFor('en').change(ratio)).toBe(text);
  });
});
