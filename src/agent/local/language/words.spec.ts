import { describe, expect, it } from 'vitest';
import { contentWords, stem } from './words.js';

describe('contentWords', () => {
  it('finds the words that carry meaning, in both languages', () => {
    const keys = (text: string): string[] => contentWords(text).map((word) => word.key);
    expect(keys('请问怎么申请退款？')).toEqual(['申请', '退款']);
    expect(keys('How do I get a refund for my orders?')).toEqual(['refund', 'order']);
    expect(keys('ＶＩＰ会员')).toEqual(['vip', '会员']);
  });

  it.each([
    ['refunds', 'refunded'],
    ['ship', 'shipping'],
    ['invoice', 'invoices'],
    ['delivery', 'delivered'],
    ['company', 'companies'],
    ['change', 'changing'],
  ])('makes %s and %s one word', (a, b) => {
    expect(stem(a)).toBe(stem(b));
  });

  it.each([
    ['bus', 'bu'],
    ['ring', 'r'],
    ['this', 'thi'],
  ])('leaves %s apart from %s', (a, b) => {
    expect(stem(a)).not.toBe(stem(b));
  });
});
