import { describe, expect, it } from 'vitest';
import { inPieces, streamed } from '../../../../test/support/streamed.js';
import type { OutputLimits } from '../../../config/snapshot.js';
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
});

describe('a summary that is being written', () => {
  const write = (text: string, limits: OutputLimits = {}, maxBullets = 5) =>
    streamed(handler, input(maxBullets), inPieces(text, [1]), { limits });

  it('shows each bullet when the next one has begun, and the last one at the end', () => {
    const { deltas, shown, end } = write(
      'Here you are:\n- It came late.\n- It was broken.\n- The shop pays.',
    );
    expect(deltas).toEqual(['• It came late.', '\n• It was broken.']);
    expect(shown.at(-1)?.output).toEqual({ bullets: ['It came late.', 'It was broken.'] });
    expect(end()).toEqual({
      answer: '• It came late.\n• It was broken.\n• The shop pays.',
      output: { bullets: ['It came late.', 'It was broken.', 'The shop pays.'] },
      truncated: false,
    });
  });

  it.each([
    '- one point\n- another point\n',
    '1. 首页加载更快。\n2. 支付页面偶尔白屏。\n',
    '• 首页加载更快\n• 支付偶尔白屏\n',
  ])('shows the first bullet before the second one is over: %j', (text) => {
    expect(write(text).firstAt).toBeLessThanOrEqual(text.length);
  });

  it('shows no bullet again in a shorter form when a limit cuts the list', () => {
    const text = '- one point that is long\n- another point that is long\n- the third one\n';
    const { deltas, end } = write(text, { maxChars: 45 });
    expect(deltas.join('')).toBe('• one point that is long\n• another point…');
    expect(end()).toMatchObject({ answer: deltas.join(''), truncated: true });
    expect(write(text, { maxBullets: 1 }).deltas).toEqual(['• one point that is long']);
    expect(write(text, {}, 1).deltas).toEqual(['• one point that is long']);
  });

  it('keeps what it showed when the text says at last that it was a thought', () => {
    const text =
      '- perhaps this\n- perhaps that\n- or this\n</think>\n- It came late.\n- perhaps that\n- Paid.';
    const { deltas, end } = write(text);
    expect(deltas.join('')).toBe('• perhaps this\n• perhaps that');
    expect(end()).toEqual({
      answer: '• perhaps this\n• perhaps that\n• It came late.\n• Paid.',
      output: { bullets: ['perhaps this', 'perhaps that', 'It came late.', 'Paid.'] },
      truncated: false,
    });
    expect(write(text, {}, 3).end()).toMatchObject({
      answer: '• perhaps this\n• perhaps that\n• It came late.',
      truncated: true,
    });
    expect(write(text, {}, 1).end()).toMatchObject({ answer: '• perhaps this', truncated: true });
  });

  it('adds nothing behind a bullet that a limit has shortened', () => {
    const text =
      '- one point that is long\n- a second incomprehensibility\n- the third one\n</think>\n- a\n- b\n';
    const { deltas, end } = write(text, { maxChars: 46 });
    expect(deltas.join('')).toBe('• one point that is long\n• a second…');
    expect(end()).toMatchObject({ answer: deltas.join(''), truncated: true });
  });
});
