import { describe, expect, it } from 'vitest';
import { formatFor } from './format.js';

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
