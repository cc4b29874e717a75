import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { readBullets } from './bullets.js';

const read = (answer: string) => readBullets(answer, { cut: false });

describe('readBullets', () => {
  it.each([
    ['dashes', '- one\n- two'],
    ['stars', '* one\n* two'],
    ['plus signs', '+ one\n+ two'],
    ['bullets', '• one\n•two'],
    ['middle dots', '· one\n·two'],
    ['en dashes', '– one\n– two'],
    ['numbers', '1. one\n2. two'],
    ['numbers with a bracket', '1) one\n2) two'],
    ['numbers in brackets', '(1) one\n（2）two'],
    ['full-width points', '1．one\n2．two'],
    ['circled numbers', '① one\n②two'],
    ['Chinese commas', '1、one\n2、two'],
    ['Chinese numbers', '一、one\n二、two'],
    ['Chinese numbers in brackets', '（一）one\n（二）two'],
    ['Chinese ordinals', '第一，one\n第二点：two'],
    ['letters', 'a) one\nb) two'],
    ['letters in brackets', '(a) one\n(b) two'],
    ['small letters with points', 'a. one\nb. two'],
    ['capital letters', 'A. one\nB. two'],
    ['Roman numbers', 'I. one\nII. two'],
    ['higher Roman numbers', 'viii. one\nix. two'],
    ['numbers with colons', '1: one\n2: two'],
    ['numbers with full-width colons', '1：one\n2：two'],
    ['numbers in square brackets', '[1] one\n[2] two'],
    ['numbers in Chinese brackets', '【1】one\n【2】two'],
    ['numbers with hashes', '#1 one\n#2 two'],
    ['numbers with dashes', '1 - one\n2 - two'],
    ['numbers with two marks', '1.) one\n2.) two'],
    ['Arabic digits', '١. one\n٢. two'],
    ['Arabic digits in brackets', '[٩] one\n[١٠] two'],
    ['Devanagari digits', '१. one\n२. two'],
    ['Hangul letters', '가. one\n나. two'],
    ['kana', 'ア．one\nイ．two'],
    ['Cyrillic letters', 'а) one\nб) two'],
    ['Cyrillic letters with a gap', 'и) one\nк) two'],
    ['heavenly stems', '甲、one\n乙、two'],
    ['letters in Chinese brackets', '【A】one\n【B】two'],
    ['bold letters', '**A.** one\n**B. two**'],
    ['letters with text between', 'A. one\n\nB. two'],
    ['a dash and a number', '- [1] one\n- [2] two'],
    ['horizontal bars', '― one\n― two'],
    ['figure dashes', '‒ one\n‒ two'],
    ['minus signs', '− one\n− two'],
    ['bull’s eyes', '◎ one\n◎two'],
    ['diamonds', '❖ one\n❖ two'],
    ['reference marks', '※ one\n※two'],
    ['hyphenation points', '‧ one\n‧two'],
    ['tildes', '~ one\n~ two'],
    ['emoji with a selector', '▶️ one\n▶️ two'],
    ['an HTML list', '<p>The points:</p><ul><li>one</li><li>two</li></ul>'],
    ['entities', '&bull; one\n&#8226; two'],
    ['a table', '| # | point |\n|---|---|\n| 1 | one |\n| 2 | two |'],
    ['a table without borders', 'Points:\n\nno | point\n-|-\n1. | one\n2. | two\n\nThat is all.'],
    ['a table of one column', '| Points |\n|---|\n| one |\n| two |'],
    [
      'template tokens',
      '<|channel|>analysis<|message|>- x<|end|><|start|>assistant<|channel|>final<|message|>- one\n- two<|return|>',
    ],
    ['an answer element', '<answer>\n- one\n- two\n</answer>'],
    ['emoji', '✅ one\n🔹two'],
    ['keycaps', '1️⃣ one\n2️⃣ two'],
    ['checkboxes', '- [ ] one\n- [x] two'],
    ['two markers', '- 1. one\n- 2. two'],
    ['bold', '- **one**\n- __two__'],
    ['bold around the number', '**1. one**\n**2. two**'],
    ['a quotation', '> - one\n> - two'],
    ['an introduction', 'Here are the main points:\n\n- one\n- two'],
    ['a Chinese introduction', '以下是要点：\n1. one\n2. two'],
    ['a heading', '## Summary\n\n- one\n- two'],
    ['a farewell', '- one\n- two\n\nLet me know if you need more!'],
    ['a code fence', '```markdown\n- one\n- two\n```'],
    ['a rule', '---\n- one\n- two\n***'],
    ['blank lines', '- one\n\n\n- two\n'],
    ['a JSON list', '["one","two"]'],
    ['JSON with a name', '```json\n{"bullets":["- one","two"]}\n```'],
    ['JSON behind words', 'Here is the JSON:\n```json\n{"bullets":["one","two"]}\n```'],
    ['JSON behind many words', `${'I read it. '.repeat(30)}\n{"bullets":["one","two"]}`],
    ['JSON with another name', '{"summary_points":["one","two"]}'],
    ['JSON with names nobody knows', '{"wichtigste_punkte":["one","two"],"count":2}'],
    ['JSON with numbered names', '{"point1":"one","point2":"two"}'],
    ['JSON in JSON', '{"result":{"bullets":[{"point":"one"},{"point":"two","weight":1}]}}'],
    ['JSON of sections', '{"sections":[{"head":"A","points":["one"]},{"head":"B","points":["two"]}]}'],
    ['JSON with a list as a text', '{"summary":"- one\\n- two"}'],
    ['JSON before a source', '{"bullets":["one","two"]}\nSource: {"line":1}'],
    ['JSON objects', '[{"text":"one"},{"text":"two"}]'],
    ['broken JSON', "['one', 'two',"],
    ['lines', 'one\ntwo'],
    ['lines with an introduction', 'Here is the summary:\none\ntwo'],
    ['one line', '• one • two'],
    ['one line of circled numbers', '①one；②two'],
    ['a repetition', '- one\n- two\n- one'],
    ['thoughts', '<think>- three\n- four</think>- one\n- two'],
  ])('understands %s', (_, answer) => {
    expect(read(answer)).toEqual(['one', 'two']);
  });

  it('makes points of the sentences of a paragraph', () => {
    expect(read('总结如下：销量上升。成本下降！')).toEqual(['销量上升。', '成本下降！']);
    expect(read('Sales rose by 3.5 percent. Costs fell.')).toEqual([
      'Sales rose by 3.5 percent.',
      'Costs fell.',
    ]);
  });

  it('flattens nested lists and gives their entries the label they stand under', () => {
    expect(read('- one\n  - two\n- Causes:\n  - rain\n  - wind\n- three')).toEqual([
      'one',
      'two',
      'Causes: rain',
      'Causes: wind',
      'three',
    ]);
  });

  it('joins an entry that goes on in further lines', () => {
    expect(read('- one\n  goes on\n- 二\n  继续')).toEqual(['one goes on', '二继续']);
    expect(read('1. **One**\n\nIts text.\n\n2. **Two**\n\nIts text too.')).toEqual([
      'One Its text.',
      'Two Its text too.',
    ]);
  });

  it('does not take a number, a minus or emphasis for a marker', () => {
    expect(read('3.5 million users\n-5 degrees\n*重点* 在这里')).toEqual([
      '3.5 million users',
      '-5 degrees',
      '重点 在这里',
    ]);
  });

  it('does not take a letter, a note or a number that does not count on for a marker', () => {
    for (const text of [
      'A. Smith said so.\nIt rained.',
      '[1] is the source.\n[3] is another.',
      '#1 is best.\nIt rained.',
    ]) {
      expect(read(text)).toEqual(text.split('\n'));
    }
    expect(read('A. Smith said so.')).toEqual(['A. Smith said so.']);
    expect(read('- A. Smith came\n- B. Jones left')).toEqual(['A. Smith came', 'B. Jones left']);
  });

  it.each([
    '- 一、二月销量下降\n- 三、四月回升',
    '- #1 in sales\n- #2 in growth',
    '- 2 - 1 = 1\n- 3 - 2 = 1',
    '- 5: the number of wins\n- 6: the number of losses',
    'A. Smith won the prize\nB. Jones came second',
    '一、二月销量下降\n三、四月回升',
    '1. 2) is not a marker',
  ])('keeps what an entry says at its beginning: %s', (answer) => {
    const said = answer.split('\n').map((line) => line.replace(/^(?:- |1\. )/, ''));
    expect(read(answer)).toEqual(said);
  });

  it('takes three capital letters in a row for markers, and an emoji behind another', () => {
    expect(read('A. Sales rose\nB. Costs fell\nC. Rain')).toEqual(['Sales rose', 'Costs fell', 'Rain']);
    expect(read('- ✅ one\n1. ✅ two')).toEqual(['one', 'two']);
  });

  it('takes a line that is wholly bold for a heading', () => {
    const points = ['fast', 'quick', 'low'];
    expect(read('**Speed**\n- fast\n- quick\n**Cost**\n- low')).toEqual(points);
    expect(read('__Speed:__\n- fast\n- quick\n**Cost**：\n- low')).toEqual(points);
    expect(read('**It rained.**\nWe won.')).toEqual(['It rained.', 'We won.']);
    expect(read('**one**\n**two**')).toEqual(['one', 'two']);
  });

  it('reads the rows of a table', () => {
    expect(
      read('| 项目 | 状态 | 备注 |\n|:--|:-:|--|\n| 首页 | 完成 | |\n| 支付 | **白屏** | 安卓 |'),
    ).toEqual(['首页：完成', '支付：白屏，安卓']);
  });

  it('keeps every line when only one of several begins with an emoji', () => {
    expect(read('🎉 We won\nThe game was long\nIt rained')).toHaveLength(3);
  });

  it('reads JSON out, or finds nothing in it', () => {
    expect(read('{"summary":"one sentence"}')).toEqual(['one sentence']);
    expect(read('[{"title":"Late","detail":"by a day"}]')).toEqual(['Late: by a day']);
    for (const text of [
      '{}',
      '[]',
      '{"a":1}',
      '{"a":{"b":"x"},"c":"y"}',
      '{"summary":"{\\"a\\":1}"}',
      '{"su',
    ]) {
      expect(read(text)).toEqual([]);
      expect(readBullets(text, { cut: true })).toEqual([]);
    }
  });

  it.each([
    '["Alpha"] launched in May.\n["Beta"] follows in June.',
    '- The config {"bullets": true} is needed\n- Second point',
    '- Send {"bullets": ["x"]} first\n- Second point',
  ])('leaves JSON within a sentence: %s', (answer) => {
    expect(read(answer)).toEqual(answer.split('\n').map((line) => line.replace(/^- /, '')));
  });

  it('drops a last point that was cut in half', () => {
    expect(readBullets('- one.\n- two.\n- thr', { cut: true })).toEqual(['one.', 'two.']);
    expect(readBullets('- one.\n- two.', { cut: true })).toEqual(['one.', 'two.']);
    expect(readBullets('- on', { cut: true })).toEqual(['on…']);
    expect(readBullets('["one","tw', { cut: true })).toEqual(['one']);
    expect(readBullets('{"summary":"One, two, th', { cut: true })).toEqual(['One, two, th…']);
    expect(readBullets('{"summary":"One. Two, th', { cut: true })).toEqual(['One.']);
  });

  it.each(['', '   \n', '```\n```', '---', '<think>never closed', '[]', '**', '•'])(
    'finds nothing in %j',
    (answer) => {
      expect(read(answer)).toEqual([]);
    },
  );

  it('gives single, clean lines whatever the answer is', () => {
    const pieces = fc.constantFrom(
      '- ',
      '1. ',
      '\n',
      '\n\n',
      '  ',
      '**',
      '`',
      '```',
      '{',
      '[',
      '"',
      '：',
      'a',
      '中。',
      '# ',
      '> ',
      '•',
      '①',
      'A. ',
      'B. ',
      '[1]',
      '[2]',
      '|',
      '|-|-|\n',
      '<li>',
      '&lt;',
      '<|end|>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' }))), fc.boolean(), (parts, cut) => {
        for (const bullet of readBullets(parts.join(''), { cut })) {
          expect(bullet).not.toMatch(/^\s|\s$|\n/);
          expect(bullet).toMatch(/[\p{L}\p{N}]/u);
        }
      }),
    );
  });

  it.each([
    ['brackets', '['.repeat(1_000_000)],
    ['stars', '*'.repeat(1_000_000)],
    ['letters', 'A. a\nB. b\n'.repeat(100_000)],
    ['table rows', `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(150_000)}`],
    ['tables', '|a|b|\n|-|-|\n'.repeat(80_000)],
    ['cells', `${'|'.repeat(100_000)}\n|-|\n${'|'.repeat(100_000)}`],
    ['list items', '<li>'.repeat(250_000)],
    ['short lines', 'a\n'.repeat(500_000)],
    ['entries with paragraphs', '- a\n\nb\n\n'.repeat(150_000)],
    ['spaces', `- a${' '.repeat(1_000_000)}b`],
    ['hashes', `# ${'#'.repeat(1_000_000)}x`],
    ['links', '[a](x'.repeat(200_000)],
    ['colons', 'here is:'.repeat(120_000)],
    ['thinking tags', '<think>'.repeat(140_000)],
    ['unclosed quotes', `[${'"a\\'.repeat(250_000)}`],
  ])('reads a megabyte of %s in bounded time', (_, answer) => {
    const begin = cpuMs();
    read(answer);
    expect(cpuMs() - begin).toBeLessThan(3000);
  });
});
