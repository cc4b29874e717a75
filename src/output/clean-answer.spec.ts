import { describe, expect, it } from 'vitest';
import { cleanAnswer } from './clean-answer.js';

describe('cleanAnswer', () => {
  it.each([
    ['<think>why?</think>because', 'because'],
    ['<thinking>\nwhy?\n</thinking>\n\nbecause ', 'because'],
    ['opened by the template</think>because', 'because'],
    ['before <think>cut off', 'before'],
    ['<think>a<think>b</think>c</think>because', 'because'],
    ['<THINK>x</THINK>because', 'because'],
    ['a <thing> b', 'a <thing> b'],
    ['a\u200Bb\u0000c', 'abc'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanAnswer(text)).toBe(clean);
  });
});
