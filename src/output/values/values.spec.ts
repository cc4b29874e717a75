import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBoolean } from './boolean.js';
import { readDate } from './date.js';
import { readNumber } from './number.js';

describe('readNumber', () => {
  it.each([
    ['42', 42],
    ['-3.5', -3.5],
    ['1,234,567.89', 1_234_567.89],
    ['１２３４', 1234],
    ['¥1,299.00', 1299],
    ['约300元', 300],
    ['12.5%', 12.5],
    ['1.234,56', 1234.56],
    ['3.5万', 35_000],
    ['1.1万', 11_000],
    ['2千万元', 20_000_000],
    ['1.5亿', 150_000_000],
    ['3百万', 3_000_000],
    ['2 million', 2_000_000],
    ['1.5k', 1500],
    ['5 kg', 5],
    ['3 months', 3],
    ['3m', 3],
    ['5千克', 5],
    ['3万千瓦', 30_000],
    ['iPhone-15', 15],
    ['余额-5元', -5],
    ['12,50', 12.5],
    ['1.5e3', 1500],
    ['百分之二十', 20],
    ['三个', 3],
    ['一般', null],
    ['千万不要', null],
    ['二百五十', 250],
    ['两千三百万', 23_000_000],
    ['一亿二千万', 120_000_000],
    ['3亿5000万', 350_000_000],
    ['1万2千', 12_000],
    ['一万亿', 1e12],
    ['十二', 12],
    ['一千零五', 1005],
    ['二〇二六', 2026],
    ['三万五', 35_000],
    ['两百五', 250],
    ['一千二', 1200],
    ['十二万三', 123_000],
    ['一点五', 1.5],
    ['壹万贰仟', 12_000],
    ['负三十', -30],
    ['.5', 0.5],
    ['none', null],
    ['', null],
    ['9'.repeat(90), 1e90],
  ])('%j is %j', (text, expected) => {
    expect(readNumber(text)).toBe(expected);
  });
});

describe('readBoolean', () => {
  it.each([
    ['是', true],
    ['Yes.', true],
    ['TRUE', true],
    ['✔️', true],
    ['已', true],
    ['否', false],
    ['没有', false],
    ['No!', false],
    ['maybe', null],
    ['', null],
  ])('%j is %j', (text, expected) => {
    expect(readBoolean(text)).toBe(expected);
  });
});

describe('readDate', () => {
  it.each([
    ['2026-11-23', '2026-11-23'],
    ['2026/1/3', '2026-01-03'],
    ['2026.1.3', '2026-01-03'],
    ['2026年1月3日', '2026-01-03'],
    ['２０２６年１月３日', '2026-01-03'],
    ['二〇二六年十一月二十三日', '2026-11-23'],
    ['二零二六年十月三十号', '2026-10-30'],
    ['20261123', '2026-11-23'],
    ['2026-11-23T18:48:00Z', '2026-11-23'],
    ['Nov 23, 2026', '2026-11-23'],
    ['23rd of November 2026', '2026-11-23'],
    ['on 3 March 2026', '2026-03-03'],
    ['23/11/2026', '2026-11-23'],
    ['11/23/2026', '2026-11-23'],
    ['05/05/2026', '2026-05-05'],
    ['03/05/2026', null],
    ['2026-02-30', null],
    ['2026-13-01', null],
    ['Foo 3, 2026', null],
    ['Decoy 12, 2026', null],
    ['Marching 5, 2026', null],
    ['Sept 5, 2026', '2026-09-05'],
    ['tomorrow', null],
    ['2026', null],
  ])('%j is %j', (text, expected) => {
    expect(readDate(text)).toBe(expected);
  });

  it('reads back every day it could have written', () => {
    const days = fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (day) => {
        const iso = day.toISOString().slice(0, 10);
        expect(readDate(iso)).toBe(iso);
      }),
    );
  });
});

it('reads any text without throwing', () => {
  const pieces = fc.constantFrom('十', '万', '亿', '年', '月', '二', '〇', '1', '.', ',', '-', '/', 'e', 'k');
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 4 }))), (parts) => {
      const text = parts.join('');
      const number = readNumber(text);
      expect(number === null || Number.isFinite(number)).toBe(true);
      expect(readDate(text) ?? '2000-01-01').toMatch(/^\d{4}-\d\d-\d\d$/);
      readBoolean(text);
    }),
  );
});
