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
    ['because<|im_end|>', 'because'],
    ['<|im_start|>assistant\nbecause<|im_end|>\n<|im_start|>user\nand why?', 'because'],
    ['because\n<|user|>\nand why?', 'because'],
    ['<|start_header_id|>assistant<|end_header_id|>\n\nbecause<|eot_id|>', 'because'],
    ['<start_of_turn>model\nbecause<end_of_turn>', 'because'],
    ['because<｜end▁of▁sentence｜>', 'because'],
    ['[/INST] because', 'because'],
    ['<|channel|>final<|message|>- one\n- two', '- one\n- two'],
    [
      '<|channel|>analysis<|message|>why?<|end|><|start|>assistant<|channel|>final<|message|>because<|return|>',
      'because',
    ],
    ['<|channel|>analysis<|message|>why?', ''],
    ['<|channel|>analysis<|message|>why?<|end|><|start|>assistant<|channel|>fin', ''],
    ['<think>why?</think><answer>because</answer>', 'because'],
    ['I wonder.\n<answer>\nbecause\n</answer>\nBye', 'because'],
    ['- one\n- two\n</answer>', '- one\n- two'],
    ['- one\n- two</ans', '- one\n- two'],
    ['because<|im_e', 'because'],
    ['because <|unknown_token|>of it', 'because of it'],
    ['{"a":"<answer>x</answer> y"}', '{"a":"<answer>x</answer> y"}'],
    ['a < b | c <| d [1]', 'a < b | c <| d [1]'],
    ['a\u200Bb\u0000c', 'abc'],
  ])('%j becomes %j', (text, clean) => {
    expect(cleanAnswer(text)).toBe(clean);
  });

  it.each([
    '<|',
    '<|a',
    '<|im_end|>',
    '<answer>\n',
    '</answer>',
    'final',
    '<|channel|>',
    '[',
    '<think>',
    '<|start|>  ',
  ])('reads as much of %j as is ever read in bounded time', (piece) => {
    const begin = performance.now();
    cleanAnswer(piece.repeat(200_000 / piece.length));
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
