import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPieces, streamed } from '../../../../test/support/streamed.js';
import { thrownBy } from '../../../../test/support/thrown-by.js';
import type { OutputLimits } from '../../../config/snapshot.js';
import { UnusableAnswer } from '../../intent-handler.js';
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
        { name: 'history', value: '[{"role":"user","text":"Hello"},{"role":"assistant","text":"Hi"}]' },
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

describe('an answer that is JSON', () => {
  it.each([
    ['with words before it', 'Here:\n{"reply":"hi","question":"which?"}', 'hi\n\nwhich?'],
    ['with many words before it', `${'I thought about it. '.repeat(20)}\n{"reply":"hi"}`, 'hi'],
    ['with words behind it', '{"answer":"hi"}\n\nLet me know if you need anything else from me!', 'hi'],
    ['in a fence with words around', 'The JSON you asked for:\n```json\n{"message":"hi"}\n```\nBye', 'hi'],
    ['with words in its line', '{"reply":"hi"} Hope it helps you as much as it helped me!', 'hi'],
    ['under another key', '{"answer":"hi"}', 'hi'],
    ['under a key nobody knows', '{"sentence_to_show":"hi","confidence":0.9}', 'hi'],
    ['wrapped', '{"result":{"reply":"hi"}}', 'hi'],
    ['as chat messages', '{"choices":[{"message":{"role":"assistant","content":"hi"}}]}', 'hi'],
    ['as a list of lines', '{"reply":["hi","there"]}', 'hi\nthere'],
    ['as a list', '["hi","there"]', 'hi\nthere'],
    ['with escaped quotes', '{\\"reply\\":\\"hi\\"}', 'hi'],
    ['with Markdown and controls in it', '{"reply":"**hi**\\u0000\\u200b <b>there</b>"}', 'hi there'],
    ['with a comma too many', "{'reply': 'hi',}", 'hi'],
  ])('is read out: %s', (_, text, answer) => {
    expect(read(text).answer).toBe(answer);
  });

  it.each([
    '{}',
    '[]',
    '```json\n{}\n```',
    '{"a":1}',
    '{"a":{"b":"x"},"c":"y"}',
    '{"reply":""}',
    '{"name":"find","arguments":{}}',
    'Thought: hm\n{"name":"find","arguments":{"n":1}}',
    '{',
    '{"re',
    '[{"',
  ])('has no words for the user: %s', (text) => {
    expect(() => read(text)).toThrow(UnusableAnswer);
    expect(() => read(text, undefined, true)).toThrow(UnusableAnswer);
  });

  it('does not show JSON within JSON', () => {
    expect(() => read(JSON.stringify({ reply: JSON.stringify({ a: 1 }) }))).toThrow(UnusableAnswer);
  });

  it('goes as far as the token limit let it go', () => {
    expect(read('{"reply":"do this and th', undefined, true)).toEqual({
      answer: 'do this and th',
      output: { reply: 'do this and th', question: null },
      truncated: true,
    });
    expect(read('```json\n{"reply":"Do this.\\n\\nThen th', undefined, true).answer).toBe(
      'Do this.\n\nThen th',
    );
    expect(read('{"reply":"Done.","question":"Whi', undefined, true)).toMatchObject({
      answer: 'Done.\n\nWhi',
      output: { question: null },
    });
    expect(read('{"reply":"Done.","question":"Why?"', undefined, true).output.question).toBe('Why?');
  });

  it('may be a part of what is explained', () => {
    const text = 'Send the order with the body {"id": 1} to the shop, and wait until it has been confirmed.';
    expect(read(text).answer).toBe(text);
    expect(read('Hello {name}, [as asked] see ["Help"](https://a.example/help).').answer).toBe(
      'Hello {name}, [as asked] see "Help" (https://a.example/help).',
    );
    expect(read('["Help"](https://a.example/help)').answer).toBe('"Help" (https://a.example/help)');
  });

  it.each([
    '["Me"] is the tab where you can find your orders.',
    '[[Orders]] page lists them.',
    '把下面的配置粘贴进去：\n{"appid":"wx123","setting":{"urlCheck":false}}',
    'Example:\n{"orderId":"12345678","reason":"It does not fit"}',
    '{"a":1} is the JSON you should send to the API when you are ready.',
    'The field {"reply": "x"} is needed.',
  ])('is a part of the text where the text goes on about it: %s', (text) => {
    expect(read(text).answer).toBe(text);
  });

  it('drops the tag of the message that is replied to', () => {
    expect(read('[[reply_to_current]] Hello').answer).toBe('Hello');
  });

  it('is never shown, whatever it is', () => {
    const around = fc.constantFrom('', 'Here:\n', '```json\n', '\n```', '\n\nBye.', 'json\n');
    const values = fc.oneof(fc.object({ maxDepth: 3 }), fc.array(fc.object(), { minLength: 1 }));
    fc.assert(
      fc.property(around, values, fc.nat(30), (lead, value, missing) => {
        const json = JSON.stringify(value);
        const text = lead + json.slice(0, Math.max(2, json.length - missing));
        let shown = '';
        const error = thrownBy(() => (shown = read(text, undefined, true).answer));
        expect(error === undefined || error instanceof UnusableAnswer).toBe(true);
        expect(json.length > 20 ? shown : '').not.toContain(json.slice(0, 12));
      }),
    );
  });
});

describe('a reply that is being written', () => {
  const write = (text: string, limits: OutputLimits = {}) =>
    streamed(handler, { text: 'x' }, inPieces(text, [1]), { limits });

  it('is shown word by word, and its question known at the end', () => {
    const text = 'Restart it first, please. **Then** sign in again. Which phone do you use?';
    const { deltas, shown, end } = write(text);
    expect(deltas.length).toBeGreaterThan(5);
    expect(shown.at(-1)?.output).toEqual({ reply: deltas.join(''), question: null });
    expect(end()).toEqual({
      answer: 'Restart it first, please. Then sign in again. Which phone do you use?',
      output: {
        reply: 'Restart it first, please. Then sign in again. Which phone do you use?',
        question: 'Which phone do you use?',
      },
      truncated: false,
    });
  });

  it.each([
    'You can return it within seven days.',
    '您可以在签收后七天内申请退货，运费由商家来承担。请先打开订单页。',
    'Hello!\n\nYour order has left.',
  ])('shows its first words early: %j', (text) => {
    expect(write(text).firstAt).toBeLessThanOrEqual(25);
  });

  it.each([
    'Hello<tool_call>{"name":"x","arguments":{"q":"v"}}</tool_call>',
    'Hello[TOOL_CALLS][{"name":"x"}]',
    '<seed:think>secret</seed:think>Hello',
    '◁think▷secret◁/think▷Hello',
    '[[reply_to_current]]Hello',
    '{"reply":"He</think>llo"}',
    '```json\n{"reply":"Hello"}\n```',
  ])('holds back what may become a tag or JSON: %s', (text) => {
    const { deltas, end } = write(text);
    expect('Hello'.startsWith(deltas.join(''))).toBe(true);
    expect(end().answer).toBe('Hello');
  });

  it('goes on to the end that the limit makes, and no further', () => {
    const text = 'A sentence of words. '.repeat(30).trim();
    const { deltas, end } = write(text, { maxChars: 400 });
    expect(deltas.join('').length).toBeGreaterThan(150);
    expect(end()).toMatchObject({ truncated: true, output: { question: null } });
    expect(end().answer.slice(-22)).toBe(' A sentence of words.…');
  });

  it('keeps what it showed when the text says at last that it was a thought, and its question', () => {
    const { deltas, end } = write('I wonder what they may want to know.</think>Which phone do you use?');
    expect(deltas.join('')).toBe('I wonder what they may want to know');
    const reply = `${deltas.join('')}\n\nWhich phone do you use?`;
    expect(end()).toEqual({
      answer: reply,
      output: { reply, question: 'Which phone do you use?' },
      truncated: false,
    });
  });

  it('has no question where a limit cut what follows a thought', () => {
    const text = `I wonder what they may want to know.</think>Which phone do you use? ${'thanks '.repeat(50)}`;
    const end = write(text, { maxChars: 300 }).end();
    expect(end.answer).toContain('to know\n\nWhich phone do you use? thanks');
    expect(end).toMatchObject({ truncated: true, output: { reply: end.answer, question: null } });
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
});
