import { beforeAll, describe, expect, it } from 'vitest';
import { answer } from './answer.js';
import { KnowledgeBase } from './knowledge/knowledge-base.js';

let shop: KnowledgeBase;

beforeAll(async () => {
  shop = await KnowledgeBase.load('config/knowledge');
});

const ask = (question: string, ...earlier: string[]): string => answer(question, earlier, shop);

describe('answer', () => {
  it.each([
    ['退款什么时候能到账？', '信用卡 3–7 个工作日'],
    ['我买的衣服不合适想退掉', '7 天内无理由退货'],
    ['买的杯子坏了怎么办', '15 天内都可以退换'],
    ['发票抬头填错了', '免费换开一次'],
    ['能开专票吗', '电子专用发票'],
    ['金卡会员有什么好处', '9 折、全年包邮'],
    ['包裹一直没到', '查看物流'],
    ['西藏包邮吗', '满 199 元包邮'],
    ['积分能抵多少钱', '100 积分抵 1 元'],
    ['How long until I get my money back?', 'credit cards within 3–7 working days'],
    ['Where is my package?', 'Tap "Track"'],
    ['Do you deliver to Tibet?', '5–7 days in Xinjiang, Tibet'],
    ['I need a receipt for my order', 'Request invoice'],
    ['My headphones are broken, can I return them?', 'within 15 days'],
    ['do my points expire', 'valid for 12 months'],
  ])('%s', (question, fact) => {
    expect(ask(question)).toContain(fact);
  });

  it('gives a passage as it stands in the folder', () => {
    expect(shop.passages.map(({ text }) => text)).toContain(ask('怎么申请退款'));
  });

  it.each(['今天天气怎么样？', '帮我写一首诗', '你们老板是谁', '示例小店怎么样', '你好'])(
    '%s: says in Chinese that it knows nothing and asks one question back',
    (question) => {
      const lines = ask(question).split('\n');
      expect(lines[0]).toContain('没有找到');
      expect(lines.at(-1)).toMatch(/退款与退货.*？$/);
      expect(lines.join('').match(/[?？]/g)).toHaveLength(1);
    },
  );

  it.each(["What's the capital of France?", 'Tell me a joke about cats', 'The weather in Shanghai', 'hi'])(
    '%s: says in English that it knows nothing and asks one question back',
    (question) => {
      const lines = ask(question).split('\n');
      expect(lines[0]).toMatch(/found no answer/);
      expect(lines.at(-1)).toMatch(/Refunds and returns.*\?$/);
      expect(lines.join('').match(/[?？]/g)).toHaveLength(1);
    },
  );

  it('understands a short question by what was said before', () => {
    expect(ask('那运费谁出？', '我想退货')).toContain('退货运费');
    expect(ask('要多久？', '我申请了退款')).toContain('退款原路退回');
    expect(ask('and how long does it take?', 'I want a refund')).toContain('credit cards');
  });

  it('does not let what was said before answer another question', () => {
    expect(ask('今天天气怎么样？', '退款多久到账')).toContain('没有找到');
  });

  it('does not answer about another subject than the one that was named', () => {
    expect(ask('会员怎么申请售后？')).not.toContain('申请售后');
    expect(ask('会员怎么取消？')).toContain('注销账号');
    expect(ask('会员怎么注销')).toContain('注销账号');
    expect(ask('怎么取消订单？')).toContain('可以直接取消');
  });

  it('asks back without any knowledge too', () => {
    const empty = new KnowledgeBase([]);
    expect(answer('怎么退款', [], empty)).toMatch(/没有找到[^]*\n.*？$/);
    expect(answer('How do I return it', [], empty)).toMatch(/found no answer[^]*\n.*\?$/);
  });
});
