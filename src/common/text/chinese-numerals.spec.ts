import { describe, expect, it } from 'vitest';
import { parseNumeral } from './chinese-numerals.js';

describe('parseNumeral', () => {
  it.each([
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['一百二十三', 123],
    ['一百零二', 102],
    ['一百二', 120],
    ['两千零五', 2005],
    ['一千零五十', 1050],
    ['三万五', 35_000],
    ['三万零五', 30_005],
    ['一亿零三万', 100_030_000],
    ['三万亿', 3e12],
    ['1亿2000万', 120_000_000],
    ['3.5万', 35_000],
    ['3.14万', 31_400],
    ['3万5千', 35_000],
    ['一点五', 1.5],
    ['二〇二六', 2026],
    ['壹佰贰拾叁', 123],
  ])('%s is %d', (numeral, value) => {
    expect(parseNumeral(numeral)).toBe(value);
  });

  it.each(['', '万', '点', '一点二点三', '十百', '三十百', 'abc'])('%j is no numeral', (text) => {
    expect(parseNumeral(text)).toBeNull();
  });
});
