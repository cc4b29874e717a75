import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../src/agent/local/summarize.js';
import { readBullets } from '../../src/output/bullets.js';

/** What a model's answer is freed of, wherever a user's text may have it too. */
const PIECES =
  '<think> </think> <thinking> ◁think▷ <|im_end|> <tool_call> [TOOL_CALLS] [/INST] {"a":1} [1] ["x"] { } ``` ```json <b> </b> x 好 。 - 1. # | ( ) < > assistant Sure: 以下:'
    .split(' ')
    .concat(' ', '\n', '{"name":"f","arguments":{}}');

describe('a summary of the local agent', () => {
  it.each([
    ['{"a":1}', ['"a":1']],
    ['<think>It rains.</think>', ['It rains.']],
    ['{"name":"Ann"}。<b>很好</b>.', ['"name":"Ann" 。', '很好 .']],
    ['[紧急] 明天开会', ['[紧急] 明天开会']],
    ['<|assistant<think>', ['assistant']],
    ['{}', ['No words to summarise / 没有可以总结的文字']],
  ])('of %s is read as what it says', (text, bullets) => {
    expect(readBullets(summarize(text, 2), { cut: false })).toEqual(bullets);
  });

  it('has something to read, whatever marks the text is made of', () => {
    const texts = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 3 }), (pieces, most) => {
        const text = pieces.join('');
        fc.pre(text.trim() !== '');
        expect(readBullets(summarize(text, most), { cut: false })).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
