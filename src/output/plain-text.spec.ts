import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlinePlainText, toPlainText } from './plain-text.js';

describe('inlinePlainText', () => {
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
    ['<b>x</b><br/>1 < 2 and a > b', 'x\n1 < 2 and a > b'],
    ['Tom &amp; Jerry &lt;3', 'Tom & Jerry <3'],
    [String.raw`\*not italic\*`, '*not italic*'],
    ['**Title**: rest', 'Title: rest'],
    ['unbalanced** here', 'unbalanced here'],
  ])('%j becomes %j', (markdown, plain) => {
    expect(inlinePlainText(markdown)).toBe(plain);
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
    ' ',
  ])('reads as much of %j as is ever read in bounded time', (piece) => {
    const begin = performance.now();
    toPlainText(`${piece.repeat(200_000 / piece.length)}x`);
    expect(performance.now() - begin).toBeLessThan(2000);
  });
});
