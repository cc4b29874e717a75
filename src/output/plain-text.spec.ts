import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { plainLine, toPlainText } from './plain-text.js';

describe('plainLine', () => {
  it.each([
    ['**bold** and *italic*', 'bold and italic'],
    ['这是**重点**和*次要*内容', '这是重点和次要内容'],
    ['***both***, ~~gone~~, `code`, _low_, __strong__', 'both, gone, code, low, strong'],
    ['2 * 3 * 4 = 24, a*b*c, snake_case_name, 2**3', '2 * 3 * 4 = 24, a*b*c, snake_case_name, 2**3'],
    ['see [our page](https://a.example/x)', 'see our page (https://a.example/x)'],
    ['[https://a.example](https://a.example)', 'https://a.example'],
    ['[x](javascript:alert(1)) [y](/local)', 'x y'],
    ['<script>alert(1)</script>Hi <iframe src="x"></iframe><b>you</b>', 'Hi you'],
    ['<data name="text" id="abc">quoted</data>', 'quoted'],
    ['![a cat](https://a.example/cat.png)', 'a cat'],
    ['<b>x</b><br/>1 < 2 and a > b', 'x 1 < 2 and a > b'],
    ['Tom &amp; Jerry &lt;3', 'Tom & Jerry <3'],
    [String.raw`\*not italic\*`, '*not italic*'],
    ['**Title**: rest', 'Title: rest'],
    ['unbalanced** here', 'unbalanced here'],
    ['**Bob** <b>x</b>\n\n# H', 'Bob x H'],
    ['<ul><li>one</li><li>two</li></ul>', 'one two'],
    ['see <https://a.example/x> or <a@b.example>', 'see https://a.example/x or a@b.example'],
    ['the `<view>` element', 'the view element'],
    ['it&#x27;s &hellip; &copy;&nbsp;2026 &notanentity; R&D', "it's … © 2026 &notanentity; R&D"],
    ['zero&#8203;width &#27;[0m', 'zerowidth [0m'],
    ['Press <Enter> to go on, or <Ctrl>+<C> to stop.', 'Press <Enter> to go on, or <Ctrl>+<C> to stop.'],
    ['<Ctrl>+<S> saves', '<Ctrl>+S saves'],
    ['Replace <your-order-id> or &lt;your order id&gt;', 'Replace <your-order-id> or <your order id>'],
    ['Vector<String> and Map<String, Integer>', 'Vector<String> and Map<String, Integer>'],
    ['The <img> tag', 'The img tag'],
    ['<reply>Hello</reply> <Foo/>you', 'Hello you'],
    ['<foo onclick="x()">Hi <Enter onclick=x>', 'Hi'],
    ['<scr<Enter>ipt>x <<img>script>y <scr<b>ipt src=x>z', '<scrEnteript>x <imgscript>y z'],
    ['<img src=x onerror=y <Enter>z> a', 'a'],
    ['a<b and <Enter>', 'a<b and Enter'],
    ['<svg:script>x', 'x'],
    ['<DATA>x <data name="text">y', 'x y'],
  ])('%j becomes %j', (markdown, plain) => {
    expect(plainLine(markdown)).toBe(plain);
  });
});

describe('toPlainText', () => {
  it('shows what Markdown would show', () => {
    const markdown = [
      '# Title #',
      '',
      '',
      '',
      '> quoted **text**',
      '',
      '- one',
      '  * two',
      '- [x] done',
      '',
      '| a | b |',
      '|---|:-:|',
      '| 1 | **2** |',
      '',
      '***',
      '```js',
      'const a = b * c * d; // **kept**',
      '```',
      '#tag',
    ].join('\n');
    expect(toPlainText(markdown)).toBe(
      [
        'Title',
        '',
        'quoted text',
        '',
        '• one',
        '  • two',
        '• done',
        '',
        'a | b',
        '1 | 2',
        '',
        'const a = b * c * d; // **kept**',
        '#tag',
      ].join('\n'),
    );
  });

  it.each([
    ['<ul><li>one</li><li>two</li></ul>', '• one\n• two'],
    [
      '<p>Hello<br>there</p><ul><li>one</li>\n<li><p>two</p></li></ul><p>Bye</p>',
      'Hello\nthere\n• one\n• two\n\nBye',
    ],
    ['<h2>Title</h2><div>a</div>\n<div>b</div>', 'Title\n\na\nb'],
    ['<table><tr><th>a</th><th>b</th></tr>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr></table>', 'a | b\n1 | 2'],
    ['<details><summary>More</summary>text</details> <button>Go</button>', 'More\ntext\nGo'],
    ['a <web-view src="x"></web-view>b<!-- no -->c <!DOCTYPE html><?xml version="1.0"?>d', 'a bc d'],
    ['x<style>\na > b { color: red }\n</style>y<script>if (a < b) c()</script>z', 'xyz'],
    ['a <script>never closed', 'a never closed'],
    ['a <!-- never closed', 'a  never closed'],
    ['a <scr<b>ipt>alert(1)</scr</b>ipt> b', 'a alert(1) b'],
    ['&lt;script&gt;x&lt;/script&gt;', 'x'],
    ['**<**script>x', 'x'],
    ['&bull; one', '• one'],
    ['```html\n<b>x</b>\n```\n```\n<b>kept</b>\n```', 'x\n<b>kept</b>'],
    ['```one line``` is no fence', 'one line is no fence'],
    ['x <= 3, a < b, b<c, <3, a <b and c> d, 1<x, x>1', 'x <= 3, a < b, b<c, <3, a <b and c> d, 1<x, x>1'],
  ])('shows %j as HTML would', (html, plain) => {
    expect(toPlainText(html)).toBe(plain);
  });

  it('leaves no tag, however it was hidden', () => {
    const pieces = fc.constantFrom(
      ...'< << > </ script b = &lt; &gt; &amp; &#60; <!-- --> <b> </b> ** * ` \\ [ ](x) a@b | <br> <li>'.split(
        ' ',
      ),
      ...' ,\n,\n- ,\u0001,\u200B'.split(','),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        for (const shown of [toPlainText(parts.join('')), plainLine(parts.join(''))]) {
          expect(shown).not.toMatch(/<\/?(?:script|li|br)(?=[\s/>])[^<>]*>|<\/?b>/);
          // oxlint-disable-next-line no-control-regex -- looking for controls is the purpose
          expect(shown).not.toMatch(/[\u0000-\u0008]/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('makes a plain space of a hard one that is an entity, and leaves others alone', () => {
    expect(toPlainText('10\u00A0kg')).toBe('10\u00A0kg');
    expect(toPlainText('10\u00A0kg of R&amp;D,&nbsp;&#160;&#xA0;&amp;nbsp;')).toBe(
      '10\u00A0kg of R&D,   &nbsp;',
    );
  });

  it('leaves plain text alone', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('你好', 'word', '，', '. ', '?', '3', ' '), { minLength: 1 }),
        (parts) => {
          const text = `x${parts.join('')}x`;
          expect(toPlainText(text)).toBe(text);
        },
      ),
    );
  });

  it.each([
    '*',
    '_',
    '`',
    '~',
    '[',
    '[a](',
    '<a ',
    '|',
    '| ',
    '|-',
    '#',
    '> ',
    '- ',
    '\\',
    '&',
    '![',
    '**a ',
    '<',
    '<<b>',
    '<b>',
    '<a b',
    '<!--',
    '<script>',
    '<Enter>',
    '</Enter>',
    '<Enter ',
    '<Enter\t',
    '<a@',
    '&amp;',
    '\n<li>',
    ' ',
  ])('reads as much of %j as is ever read in bounded time', (piece) => {
    const begin = cpuMs();
    toPlainText(`${piece.repeat(200_000 / piece.length)}x`);
    expect(cpuMs() - begin).toBeLessThan(2000);
  });
});
