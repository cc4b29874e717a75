import { describe, expect, it } from 'vitest';
import { isChinese } from './language.js';
import { splitSentences } from './sentences.js';

describe('splitSentences', () => {
  it.each([
    ['今天下雨。明天晴！你来吗？', ['今天下雨。', '明天晴！', '你来吗？']],
    ['It costs 3.5 dollars. Ok?\nYes', ['It costs 3.5 dollars.', 'Ok?', 'Yes']],
    ['A. Smith saw Dr. Jones. He left.', ['A. Smith saw Dr. Jones.', 'He left.']],
    ['J. R. Smith left. Ok?', ['J. R. Smith left.', 'Ok?']],
    ['Is it plan B. Which one?', ['Is it plan B.', 'Which one?']],
    ['A.\nSmith', ['A.', 'Smith']],
    ['Dr.', ['Dr.']],
    ['  ', []],
  ])('%j', (text, expected) => {
    expect(splitSentences(text)).toEqual(expected);
  });
});

describe('isChinese', () => {
  it.each([
    ['我想买 iPhone', true],
    ['How do I say 你好 in a polite letter?', false],
    ['123', false],
  ])('%j is %s', (text, expected) => {
    expect(isChinese(text)).toBe(expected);
  });
});
