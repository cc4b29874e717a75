import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codePoints } from '../common/text/normalise.js';
import { cutText } from './limits.js';
import { toPlainText } from './plain-text.js';
import { settledText } from './settled-text.js';

const settled = (text: string) => settledText(text, undefined).text;

describe('settledText', () => {
  it('shows complete lines, and of the last one what is settled', () => {
    expect(settled('# Title\n\n- **one** entry\n- tw')).toBe('Title\n\n• one entry');
    expect(settled('The first line.\n\n\n\nA **second')).toBe('The first line.\n\nA');
    expect(settled('You can return the box <b>')).toBe('You can return the box');
  });

  it.each([
    'Yes, you can.',
    'Sure!\nHere:',
    '好的！',
    'Please follow these steps here:',
    'Please follow these steps here:\n\n',
    'The JSON that you asked me for',
    'Here is what you have asked for',
    'Here is what you have asked for:\n``',
    '好的，以下是您需要的全部内容，请您慢慢地查收一下',
    '---\n***\n---\n***\n---\n***\n',
  ])('shows nothing of %j, which may introduce JSON or says nothing', (text) => {
    expect(settled(text)).toBe('');
  });

  it.each([
    ['Please follow these steps:\n1. Open', 'Please follow these steps:\n1. Ope'],
    ['Here is how you can do it. Open', 'Here is how you can do it. Ope'],
    ['Here is what you do: open the order', 'Here is what you do: open the orde'],
    [`Here is ${'a'.repeat(100)}`, `Here is ${'a'.repeat(99)}`],
  ])('shows %j, which goes on as no introduction does', (text, shown) => {
    expect(settled(text)).toBe(shown);
  });

  it('shows nothing that a limit may cut off', () => {
    const words = fc.array(fc.constantFrom('word', 'words. ', ' ', '，', '中文。', '\n', '🎉'), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 400 }), fc.nat(), (parts, maxChars, end) => {
        const text = parts.join('');
        const shown = settledText(text.slice(0, end % (text.length + 1)), maxChars).text;
        expect(codePoints(shown)).toBeLessThanOrEqual(maxChars);
        expect(cutText(toPlainText(text), maxChars).text.slice(0, shown.length)).toBe(shown);
      }),
      { numRuns: 1000 },
    );
    expect(settledText('A sentence of words. '.repeat(30), 400).text.length).toBeGreaterThan(180);
  });
});
