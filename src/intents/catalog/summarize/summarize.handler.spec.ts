import { describe, expect, it } from 'vitest';
import { SummarizeInput } from './summarize.dto.js';
import { SummarizeHandler } from './summarize.handler.js';

const handler = new SummarizeHandler();
const input = (maxBullets: number) => Object.assign(new SummarizeInput(), { text: 'Some text.', maxBullets });

describe('SummarizeHandler', () => {
  it('asks for as many bullets as client and profile allow', () => {
    expect(handler.prepare(input(6), {}).instructions).toContain('at most 6 bullets');
    expect(handler.prepare(input(6), { maxBullets: 2 })).toMatchObject({
      instructions: expect.stringContaining('at most 2 bullets'),
      data: [{ name: 'text', value: 'Some text.' }],
      local: { kind: 'summarize', text: 'Some text.', maxSentences: 2 },
    });
  });

  it('gives the bullets and an answer with a line for each', () => {
    const text = 'Here you are:\n1. **第一点**\n2. 第二点';
    expect(handler.interpret(text, input(5), { limits: {}, cut: false })).toEqual({
      answer: '• 第一点\n• 第二点',
      output: { bullets: ['第一点', '第二点'] },
      truncated: false,
    });
  });

  it('keeps to the limits, and says that it cut', () => {
    const text = '- one\n- two\n- three';
    const expected = { answer: '• one\n• two', output: { bullets: ['one', 'two'] }, truncated: true };
    expect(handler.interpret(text, input(2), { limits: {}, cut: false })).toEqual(expected);
    expect(handler.interpret(text, input(5), { limits: { maxBullets: 2 }, cut: false })).toEqual(expected);
    expect(handler.interpret(text, input(5), { limits: { maxChars: 14 }, cut: false })).toEqual(expected);
    expect(handler.interpret('- one.\n- two.\n- thr', input(5), { limits: {}, cut: true })).toEqual({
      answer: '• one.\n• two.',
      output: { bullets: ['one.', 'two.'] },
      truncated: true,
    });
  });

  it('shows whole points while the rest is being written', () => {
    const soFar = handler.interpretSoFar('- Late.\n- Bro', { text: 'x', maxBullets: 5 }, {});
    expect(soFar).toBe('• Late.');
  });
});
