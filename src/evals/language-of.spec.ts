import { describe, expect, it } from 'vitest';
import { languageOf } from './language-of.js';

describe('the language of a text', () => {
  it.each([
    ['zh', '• 三件事'],
    ['zh', '订单 #12345 已于 2026-03-01 发货，预计 3 天内送达。'],
    ['zh', '• 预算 1,200 万元\n• 3 月 15 日前完成\n• 负责人：王强'],
    ['zh', '请使用 iPhone 打开 WeChat 的 Settings 页面。'],
    ['zh', 'OpenAI 发布 GPT-5，Google DeepMind 发布 Gemini 3'],
    ['zh', '姓名：John Smith\n电话：13800000000\n邮箱：john@example.com'],
    ['zh', '繁體中文的回答也是中文。'],
    ['en', 'Yes.'],
    ['en', '• Budget: 1,200\n• Due March 15\n• Owner: Wang'],
    ['en', 'The word 退款 means refund in Chinese, and you will find it in the menu of the app.'],
    ['en', 'name: John Smith\nphone: 13800000000'],
    ['ja', '返金は三日以内に行われます。'],
    ['ko', '회의에서 세 가지가 결정되었습니다.'],
    ['de', '• Budget: 1.200 €\n• Frist: 15. März'],
    ['ru', 'Совещание приняло три решения.'],
    [undefined, '12345'],
    [undefined, ''],
  ])('is %s: %j', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });
});
