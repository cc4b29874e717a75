import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/support/cpu-ms.js';
import { anyText } from '../../test/support/any-text.js';
import {
  bankCard,
  email,
  following,
  fullWidth,
  internationalEmail,
  mobile,
  openid,
  ordinaryNumber,
  ordinaryPhrase,
  passport,
  plate,
  residentId,
  secret,
  surrounding,
  unusualMobile,
} from '../../test/support/personal-data.js';
import { redactText } from './redact-text.js';

describe('redacting', () => {
  it.each([
    ['[phone]', mobile],
    ['[phone]', unusualMobile],
    ['[id]', residentId],
    ['[card]', bankCard],
    ['[email]', email],
    ['[email]', internationalEmail],
    ['[plate]', plate],
    ['[passport]', passport],
    ['[openid]', openid],
  ])('puts %s in the place of every one, whatever stands around it', (mark, personal) => {
    fc.assert(
      fc.property(surrounding, personal, following, (before, found, after) => {
        expect(redactText(before + found + after)).toBe(before + mark + after);
      }),
    );
  });

  it.each([
    ['[phone]', mobile],
    ['[id]', residentId],
    ['[card]', bankCard],
    ['[email]', email],
    ['[passport]', passport],
  ])('finds %s also in full-width characters', (mark, personal) => {
    fc.assert(
      fc.property(surrounding, personal, (before, found) => {
        // The plus is part of a number as well.
        expect(redactText(`${before}${fullWidth(found)}。`)).toBe(`${before}${mark}。`);
      }),
    );
  });

  it('leaves nothing of a secret', () => {
    fc.assert(
      fc.property(surrounding, secret, following, (before, found, after) => {
        const redacted = redactText(before + found + after);
        expect(redacted).toBe(`${before}${/^(?:Bearer|Basic) /.exec(found)?.[0] ?? ''}[secret]${after}`);
      }),
    );
  });

  it('leaves ordinary numbers alone', () => {
    fc.assert(
      fc.property(surrounding, ordinaryNumber, following, (before, number, after) => {
        expect(redactText(before + number + after)).toBe(before + number + after);
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves prices, batches, counts and words alone', () => {
    const neutral = fc.constantFrom('', '，', '（', '请看：', 'see: ', '\n', '"', '😀');
    fc.assert(
      fc.property(neutral, ordinaryPhrase, following, (before, phrase, after) => {
        expect(redactText(before + phrase + after)).toBe(before + phrase + after);
      }),
      { numRuns: 5000 },
    );
  });

  it('leaves several numbers alone that stand in a list', () => {
    fc.assert(
      fc.property(fc.array(ordinaryNumber, { maxLength: 6 }), (list) => {
        const text = list.join('，');
        expect(redactText(text)).toBe(text);
      }),
    );
  });

  it('finds all of several in one text, and changes nothing else', () => {
    const one = fc.oneof(
      mobile.map((text) => [text, '[phone]'] as const),
      residentId.map((text) => [text, '[id]'] as const),
      email.map((text) => [text, '[email]'] as const),
      ordinaryNumber.map((text) => [text, text] as const),
    );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (all) => {
        const text = all.map(([found]) => found).join('；然后');
        expect(redactText(text)).toBe(all.map(([, mark]) => mark).join('；然后'));
      }),
    );
  });

  it('changes nothing when it is done again', () => {
    const piece = fc.oneof(
      anyText(20),
      fc.constantFrom('token', '密码', '[phone]'),
      mobile,
      residentId,
      bankCard,
      email,
      plate,
      secret,
      ordinaryNumber,
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 6 }),
        fc.constantFrom(' ', '，', '\n', ': '),
        (pieces, glue) => {
          const once = redactText(pieces.join(glue));
          expect(redactText(once)).toBe(once);
        },
      ),
    );
  });

  it.each([
    ['手机：138.1234.5678', '手机：[phone]'],
    ['wx13812345678', 'wx[phone]'],
    ['call_13812345678', 'call_[phone]'],
    ['order_13812345678', 'order_13812345678'],
    ['1.13812345678 张三\n2.13912345678 李四', '1.[phone] 张三\n2.[phone] 李四'],
    ['13812345678 13912345678', '[phone] [phone]'],
    ['2024-01-02 13812345678', '2024-01-02 [phone]'],
    ['买 2 13812345678', '买 2 [phone]'],
    ['身份证 110105491231002', '身份证 [id]'],
    ['编号 110105491231002', '编号 110105491231002'],
    ['ID11010519491231002x', 'ID[id]'],
    ['11010519491231002Xabc', '11010519491231002Xabc'],
    ['110105194912310021', '110105194912310021'],
    ['-0.4513708631465069', '-0.4513708631465069'],
    ['1.4513708631465069', '1.[card]'],
    ['卡号 1234567890123452', '卡号 [card]'],
    ['单号 1234567890123452', '单号 1234567890123452'],
    ['护照 D1234567', '护照 [passport]'],
    ['型号 D1234567', '型号 D1234567'],
    ['阿里云ECS123', '阿里云ECS123'],
    ['密码是abc123，别告诉别人', '密码是[secret]，别告诉别人'],
    ['密码是什么？', '密码是什么？'],
    ['{"password": "hunter22"}', '{"password": "[secret]"}'],
    ['{\\"session_key\\":\\"HyVFkGl5F5OQWJZZaNzBBg==\\"}', '{\\"session_key\\":\\"[secret]\\"}'],
    ['?access_token=12_abcd&next=1', '?access_token=[secret]&next=1'],
    ['postgres://miniask:p4ss@db:5432/x', 'postgres://miniask:[secret]@db:5432/x'],
    ['promptTokens: 31000', 'promptTokens: 31000'],
    ['the bearer certificates', 'the bearer certificates'],
    ['npm i zod@4.6.7 vite@latest', 'npm i zod@4.6.7 vite@latest'],
    ['{"t":"\\u673a13812345678\\n13912345678"}', '{"t":"\\u673a[phone]\\n[phone]"}'],
    ['(13800138000)', '([phone])'],
    ['(+86 138 0013 8000)', '([phone])'],
    ['（138）0013-8000', '[phone]'],
    ['①13812345678 ②13912345678', '①[phone] ②[phone]'],
    ['一①③⑧⓪⓪①③⑧⓪⓪⓪一', '一[phone]一'],
    ['13812345678,13912345678', '[phone],[phone]'],
    ['名单\n13812345678\n13912345678', '名单\n[phone]\n[phone]'],
    ['编号 86\n13812345678', '编号 86\n[phone]'],
    ['138,0013,8000,1', '138,0013,8000,1'],
    ['1,3,8,0,0,1,3,8,0,0,0', '1,3,8,0,0,1,3,8,0,0,0'],
    ['179 1234 5678', '179 1234 5678'],
    ['手机 179 1234 5678', '手机 [phone]'],
    ['13812345678万先生，13912345678 个人手机', '[phone]万先生，[phone] 个人手机'],
    ['手机 138001\n38000', '手机 [phone]'],
    ['15800\n139000', '15800\n139000'],
    ['电话13812345678 元', '电话[phone] 元'],
    ['价格 99\n138 1234 5678', '价格 99\n[phone]'],
    ['价格好商量，张三 138 1234 5678', '价格好商量，张三 [phone]'],
    ['报价请联系 138 1234 5678', '报价请联系 [phone]'],
    ['护照 E20241212', '护照 [passport]'],
    ['编号 C1234567，护照 G12345678', '编号 C1234567，护照 [passport]'],
    ['护照丢了，手机型号 E12345678', '护照丢了，手机型号 E12345678'],
    ['Authorization: Basic dXNlcjpwYXNz', 'Authorization: Basic [secret]'],
    ['basic information', 'basic information'],
    ['密码是123456', '密码是[secret]'],
    ['{"password":"letmein"}', '{"password":"[secret]"}'],
    ['password: p@ssword', 'password: [secret]'],
    ['请发到zhang@例子.中国谢谢', '请发到[email]谢谢'],
    ['关注 @张三.你好', '关注 @张三.你好'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----.', '[secret].'],
  ])('reads %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each([
    ['digits', '1'],
    ['groups', '1 '],
    ['starts of phones', '138 '],
    ['starts of cards', '6222-'],
    ['numbers with long gaps', '1---'],
    ['at signs', 'a@'],
    ['domains', 'a@a.'],
    ['long local parts', `${'a'.repeat(64)}@a`],
    ['starts of tokens', 'eyJ-'],
    ['parts of tokens', 'eyJaaaaa.'],
    ['starts of keys', 'sk-'],
    ['private keys without an end', '-----BEGIN PRIVATE KEY-----'],
    ['assignments', 'token='],
    ['bearers', 'bearer bearer-'],
    ['addresses', '://a:'],
    ['plates', '京A'],
    ['openids', 'o'],
    ['escapes', '\\u'],
    ['backslashes', '\\'],
    ['line breaks', '\n'],
    ['spelled digits', '1 3 '],
    ['digits a line', '138\n'],
    ['brackets', '(138)'],
    ['commas', '138,0013,'],
    ['prices', '价格 184 2259 2180 '],
    ['digits of two units', '\u{1d7cf}'],
    ['circled digits', '① '],
    ['invisible joiners', '1\u2060'],
    ['only joiners', '\u2060'],
    ['domains in Chinese', 'a@例子.'],
    ['credentials', 'basic YTpi '],
    ['one long credential', 'basic YTpi'],
    ['passports', '护照型号E12345678 '],
    ['passwords', '密码是'],
    ['one long domain', 'a@例'],
  ])('takes time in proportion to 64 KB of %s', (_, piece) => {
    const hostile = (size: number): string => piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
    redactText(hostile(4096));
    const begun = cpuMs();
    redactText(hostile(64 * 1024));
    // A tenth of this on an idle machine; what grows with the square takes minutes.
    expect(cpuMs() - begun).toBeLessThan(1500);
  });
});
