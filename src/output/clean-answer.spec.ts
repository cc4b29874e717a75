import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
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
    ['Hello.<tool_call>{"name":"x","arguments":{}}</tool_call>', 'Hello.'],
    ['Hello.<tool_call>{"name":"x', 'Hello.'],
    ['<tool_call>\n{"name":"x"}\n</tool_call>\nHello', 'Hello'],
    ['[TOOL_CALLS][{"name":"x","arguments":{}}]', ''],
    ['Hello [TOOL_CALLS]get_order{"id":1}', 'Hello'],
    [
      '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁call▁end｜><｜tool▁calls▁end｜>Hello',
      'Hello',
    ],
    ['<|tool_calls_section_begin|>x<|tool_calls_section_end|>Hello', 'Hello'],
    [
      'Hi<function_calls>\n<invoke name="s">\n<parameter name="q">v</parameter></invoke></function_calls>',
      'Hi',
    ],
    ['<function=find>\n<parameter=q>v</parameter></function>Hello', 'Hello'],
    ['Hello <tool_ca', 'Hello'],
    ['write `<tool_call>` here', 'write `<tool_call>` here'],
    ...[
      ['<analysis>', '</analysis>'],
      ['<reflection>', '</reflection>'],
      ['<scratchpad>', '</scratchpad>'],
      ['<seed:think>', '</seed:think>'],
      ['<|thinking|>', '<|/thinking|>'],
      ['<|START_THINKING|>', '<|END_THINKING|>'],
      ['<|begin_of_thought|>', '<|end_of_thought|>'],
      ['[THINK]', '[/THINK]'],
      ['◁think▷', '◁/think▷'],
      ['< think >', '< /think >'],
    ].flatMap(([open = '', close = '']) => [
      [`${open}secret${close}Hello`, 'Hello'],
      [`Hello ${open}secret`, 'Hello'],
    ]),
    ['<think>a <analysis> b</think>because', 'because'],
    ['analysisThe user asks.assistantfinalHello', 'Hello'],
    ['analysisThe user asks.', ''],
    ['analysis of the case', 'analysis of the case'],
    ['Hello <thi', 'Hello'],
    ['[[reply_to_current]] Hello', 'Hello'],
    ['[[reply_to: 12]] Hello', 'Hello'],
    ['[[reply_to_cur', ''],
    ['{"a":"A<|end|>B","n":2}', '{"a":"AB","n":2}'],
    ['{"a":"A</think>B","n":2}', '{"a":"AB","n":2}'],
    ['{"a":"A</think>B', '{"a":"AB'],
    ['{"a":"A","b":{"c":"<|end|>B",', '{"a":"A","b":{"c":"B",'],
    ['{"a": draft</think>{"a":"x"}', '{"a":"x"}'],
    ['{"a":"<think>secret</think>B"}', '{"a":"B"}'],
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
    '</analysis><think>',
    '<tool_call>',
    '<function=',
    '< ',
    '[[reply_to:',
    '[THINK]',
    '{"a":"<think>"} ',
    '{"a":"',
  ])('reads as much of %j as is ever read in bounded time', (piece) => {
    const begin = cpuMs();
    cleanAnswer(piece.repeat(200_000 / piece.length));
    expect(cpuMs() - begin).toBeLessThan(1000);
  });
});
