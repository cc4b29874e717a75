import { describe, expect, it } from 'vitest';
import { clarifyingQuestion } from './clarifying-question.js';
import { SupportInput } from './support.dto.js';
import { SupportHandler } from './support.handler.js';

const handler = new SupportHandler();
const input: SupportInput = {
  text: 'How do I pay?',
  history: [
    { role: 'user', text: 'Hello' },
    { role: 'assistant', text: 'Hi' },
  ],
};
const read = (text: string, maxChars?: number, cut = false) =>
  handler.interpret(text, input, { limits: maxChars === undefined ? {} : { maxChars }, cut });

describe('SupportHandler', () => {
  it('gives the conversation and the question as data', () => {
    expect(handler.prepare(input)).toMatchObject({
      data: [
        { name: 'history', value: 'user: Hello\n\nassistant: Hi' },
        { name: 'question', value: 'How do I pay?' },
      ],
      local: { kind: 'answer', question: 'How do I pay?', earlier: ['Hello'] },
    });
    expect(handler.prepare({ text: 'x' }).data).toEqual([{ name: 'question', value: 'x' }]);
  });

  it('shows the reply as plain text, and its question apart as well', () => {
    expect(read('**请先重启。**\n\n- 然后登录\n\n请问您用的是哪款手机？')).toEqual({
      answer: '请先重启。\n\n• 然后登录\n\n请问您用的是哪款手机？',
      output: {
        reply: '请先重启。\n\n• 然后登录\n\n请问您用的是哪款手机？',
        question: '请问您用的是哪款手机？',
      },
      truncated: false,
    });
  });

  it('takes JSON as well', () => {
    const reply = { answer: 'Restart it.\n\nWhich phone?', truncated: false };
    for (const text of [
      '{"reply":"Restart it.","question":"Which phone?"}',
      '```json\n{"reply":"Restart it.\\n\\nWhich phone?","question":"Which phone?"}\n```',
    ]) {
      expect(read(text)).toEqual({
        ...reply,
        output: { reply: 'Restart it.\n\nWhich phone?', question: 'Which phone?' },
      });
    }
    expect(read('{"reply":"Done.","question":null}').output).toEqual({ reply: 'Done.', question: null });
  });

  it('has no question when the limit cut it off', () => {
    const cut = read('Restart the app first, please. Which phone do you use?', 35);
    expect(cut).toEqual({
      answer: 'Restart the app first, please.…',
      output: { reply: 'Restart the app first, please.…', question: null },
      truncated: true,
    });
    expect(read('Which phone do', undefined, true)).toMatchObject({
      truncated: true,
      output: { question: null },
    });
  });
});

describe('clarifyingQuestion', () => {
  it.each([
    ['Try again. Which version is it?', 'Which version is it?'],
    ['请稍等。您的订单号是多少？', '您的订单号是多少？'],
    ['Which phone do you use? Thank you!', 'Which phone do you use?'],
    ['Still not working? Restart it.', null],
    ['It works.', null],
    ['', null],
  ])('of %j is %j', (reply, question) => {
    expect(clarifyingQuestion(reply)).toBe(question);
  });

  it('shows the reply while it is being written, unless it is being written as JSON', () => {
    const soFar = (text: string) => handler.interpretSoFar(text, { text: 'x' }, { maxChars: 20 });
    expect(soFar('You can **return** it')).toBe('You can return it');
    expect(soFar('You can return it within seven days.').length).toBeLessThanOrEqual(20);
    expect(soFar('{"reply":"You can')).toBe('');
  });
});
