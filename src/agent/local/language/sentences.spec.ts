import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.js';

const texts = (text: string): string[] => sentencesOf(text).map((sentence) => sentence.text);

describe('sentencesOf', () => {
  it('splits Chinese, English and mixed text after the marks that end a sentence', () => {
    expect(texts('今天开会。明天发布！你来吗？我们用 Node.js 24.16 部署。OK, see you. 再见')).toEqual([
      '今天开会。',
      '明天发布！',
      '你来吗？',
      '我们用 Node.js 24.16 部署。',
      'OK, see you.',
      '再见',
    ]);
  });

  it('keeps closing quotes and repeated marks with their sentence', () => {
    expect(texts('他说：“我不去。”然后走了。真的吗？！“Stop!” she said.')).toEqual([
      '他说：“我不去。”',
      '然后走了。',
      '真的吗？！',
      '“Stop!” she said.',
    ]);
  });

  it.each([
    'Dr. Smith met Mr. J. Lee in the U.S. on Jan. 5 at No. 7.',
    'Pi is 3.14159, e.g. in math, i.e. not 3.',
    'See https://example.com/a.b?q=1!x for v1.2.3 of foo.js.',
    '价格是 3.5 万元，详见 https://example.com/?id=1。',
  ])('does not split inside abbreviations, numbers and addresses: %s', (text) => {
    expect(texts(text)).toEqual([text]);
  });

  it('reads list entries and headings as units of their own, without their marks', () => {
    const text = '# 计划\n- 买菜\n* 做饭\n1. 洗碗\n（2）扫地\n三、休息\n下一步：\n出发';
    expect(sentencesOf(text).map(({ text: line, kind }) => [kind, line])).toEqual([
      ['heading', '计划'],
      ['item', '买菜'],
      ['item', '做饭'],
      ['item', '洗碗'],
      ['item', '扫地'],
      ['item', '休息'],
      ['heading', '下一步：'],
      ['prose', '出发'],
    ]);
  });

  it('does not take a decimal or a negative number for a list mark', () => {
    expect(texts('3.5 万人参加\n-5℃ 的早晨')).toEqual(['3.5 万人参加', '-5℃ 的早晨']);
  });

  it('puts wrapped lines together, with a space only where words need one', () => {
    expect(texts('The plan was\nagreed on,\nFriday.')).toEqual(['The plan was agreed on, Friday.']);
    expect(texts('我们讨论了预算，\n并且同意。')).toEqual(['我们讨论了预算，并且同意。']);
  });

  it('takes Markdown emphasis away and leaves out what has no letter or digit', () => {
    expect(texts('**重要**：明天 `发布`。\n---\n……')).toEqual(['重要：明天 发布。']);
  });
});
