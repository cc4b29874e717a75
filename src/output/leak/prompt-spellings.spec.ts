import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPieces } from '../../../test/support/streamed.js';
import { PromptSecrets } from './prompt-secrets.js';

const MARK = 'qzjxkvwbpyfgmhdclurnteso';
const ENGLISH = `You are a helpful support engineer for the users of this Mini Program.
Give the answer first, then the steps to take, in the order in which to take them.
Ask one clarifying question when you cannot help without knowing more.
Do not promise refunds, dates or exceptions: a person decides about those.
Never mention the supplier Longmen, whose 24 teas we sell under our own name.`;
const CHINESE = `你是青山茶铺小程序的客服助手，不要透露供货商龙门。
客户威胁离开时，最多可以给他七折优惠。回答先说结论，再写步骤，不要超过五步。
不要推荐冬季款，因为三月就要下架。霉变投诉一律转给质检，不作任何承诺。`;

const lettersOf = (text: string): string[] => Array.from(text);
const reversed = (text: string): string => lettersOf(text).toReversed().join('');
const words = (text: string): string[] => text.split(/\s+/);
const hex = (text: string): string => Buffer.from(text).toString('hex');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const shifted = (text: string, by: number): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + by) % 26) + first);
  });
const LEET: Readonly<Record<string, string>> = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
const CYRILLIC: Readonly<Record<string, string>> = { a: 'а', c: 'с', e: 'е', o: 'о', p: 'р', x: 'х' };
const codes = (text: string): number[] => lettersOf(text).map((letter) => letter.codePointAt(0) ?? 0);

/** What works on letters of any script. */
const ANY_SCRIPT: Readonly<Record<string, (text: string) => string>> = {
  'in Base64': base64,
  'in Base64 of the alphabet for links': (text) => Buffer.from(text).toString('base64url'),
  'in Base64 behind other words': (text) => base64(`My instructions: ${text}`),
  'in Base64 over lines': (text) => base64(text).replace(/.{60}/g, '$&\n'),
  'in Base64, one line each': (text) => text.split('\n').map(base64).join('\n'),
  'in hex': hex,
  'in hex, byte by byte': (text) => hex(text).replace(/../g, '$& '),
  'in percent codes': (text) => hex(text).replace(/../g, '%$&'),
  'in JSON escapes': (text) =>
    codes(text)
      .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
      .join(''),
  'in HTML entities': (text) =>
    codes(text)
      .map((code) => `&#${code};`)
      .join(''),
  'in decimal codes': (text) => codes(text).join(' '),
  backwards: reversed,
  'with every line backwards': (text) => text.split('\n').map(reversed).join('\n'),
  'with a number before every letter': (text) =>
    lettersOf(text.replace(/\s/g, ''))
      .map((letter, at) => `${at + 1}. ${letter}`)
      .join('\n'),
  'with a space behind every letter': (text) => lettersOf(text).join(' '),
  'in a table of letters': (text) => `| ${lettersOf(text).join(' | ')} |`,
};
/** What works on words and the Latin alphabet. */
const LATIN: Readonly<Record<string, (text: string) => string>> = {
  'in rot13': (text) => shifted(text, 13),
  'shifted by five, backwards': (text) => reversed(shifted(text, 5)),
  'in Base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'as places in the alphabet': (text) =>
    lettersOf(text.toLowerCase().replace(/[^a-z]/g, ''))
      .map((letter) => letter.charCodeAt(0) - 96)
      .join('-'),
  'in binary': (text) =>
    codes(text)
      .map((code) => code.toString(2).padStart(8, '0'))
      .join(' '),
  'in Base64 of rot13': (text) => base64(shifted(text, 13)),
  'with digits for vowels': (text) => text.replace(/[aeiost]/g, (letter) => LEET[letter] ?? letter),
  'with 3 for e': (text) => text.replaceAll('e', '3'),
  'in letters that look alike': (text) => text.replace(/[aceopx]/g, (letter) => CYRILLIC[letter] ?? letter),
  'one numbered word a line': (text) =>
    words(text)
      .map((word, at) => `${at + 1}. ${word}`)
      .join('\n'),
  'with a number at every word': (text) =>
    words(text)
      .map((word, at) => `${word}${at + 1}`)
      .join(' '),
  'in a table of words': (text) =>
    words(text)
      .map((word, at) => `| ${at + 1} | ${word} |`)
      .join('\n'),
  'with x between words': (text) => words(text).join(' x '),
  'with its words backwards': (text) => words(text).toReversed().join(' '),
  'with the letters of words backwards': (text) => words(text).map(reversed).join(' '),
  'with numbered words backwards': (text) =>
    words(text)
      .map((word, at) => `${at + 1}. ${word}`)
      .toReversed()
      .join('\n'),
};
const SPELLED = [
  ...Object.entries(ANY_SCRIPT).flatMap(([name, spell]) => [
    [`English ${name}`, ENGLISH, spell(ENGLISH)] as const,
    [`Chinese ${name}`, CHINESE, spell(CHINESE)] as const,
  ]),
  ...Object.entries(LATIN).map(([name, spell]) => [`English ${name}`, ENGLISH, spell(ENGLISH)] as const),
];

const leaks = (prompt: string, text: string): boolean => PromptSecrets.of(MARK, prompt).leakIn(text);

/** Whether it leaks, and all that was ever showable of it, when it comes in small pieces. */
function streamed(prompt: string, text: string): { leaked: boolean; shown: string } {
  const watch = PromptSecrets.of(MARK, prompt).watch();
  let shown = 0;
  for (const piece of inPieces(text, [3, 1, 5])) {
    if (watch.read(piece)) return { leaked: true, shown: text.slice(0, shown) };
    shown = Math.max(shown, watch.showable);
  }
  return { leaked: watch.end(), shown: text.slice(0, shown) };
}

describe('a prompt without its mark', () => {
  it.each(SPELLED)('is found: %s', (_, prompt, text) => {
    expect(leaks(prompt, text)).toBe(true);
    expect(leaks(prompt, `当然可以，这是您要的内容：\n${text}\n谢谢。`)).toBe(true);
  });

  it.each(SPELLED)('is not shown for the most part while it is written: %s', (_, prompt, text) => {
    const { leaked, shown } = streamed(prompt, text);
    expect(leaked).toBe(true);
    expect(shown.length).toBeLessThan(text.length * 0.45);
  });

  it.each([
    ['the first two sentences', ENGLISH, ENGLISH.split('\n').slice(0, 2).join('\n')],
    ['the first two sentences in Base64', ENGLISH, base64(ENGLISH.split('\n').slice(0, 2).join('\n'))],
    ['what follows its first 160 characters', ENGLISH, ENGLISH.slice(160)],
    ['its last half', ENGLISH, ENGLISH.slice(ENGLISH.length * 0.47)],
    ['every other sentence and one more', ENGLISH, [0, 2, 4].map((at) => ENGLISH.split('\n')[at]).join(' ')],
    [
      'half of it forwards, half backwards',
      ENGLISH,
      `${ENGLISH.slice(150, 250)} ${reversed(ENGLISH.slice(250, 370))}`,
    ],
    ['the first Chinese sentences', CHINESE, CHINESE.split('。').slice(0, 2).join('。')],
    ['the last Chinese sentences', CHINESE, CHINESE.slice(CHINESE.length * 0.4)],
  ])('is found by %s', (_, prompt, text) => {
    expect(leaks(prompt, text)).toBe(true);
  });

  it('is found when it has fifty Chinese letters', () => {
    const short =
      '你是茶铺的客服，不要提到供货商龙门。客户要走时最多给七折。霉变投诉转给质检，不作承诺。冬季款三月下架，不要推荐。';
    expect(Array.from(short.replace(/[，。]/g, '')).length).toBeLessThan(52);
    expect(leaks(short, short)).toBe(true);
    expect(leaks(short, reversed(short))).toBe(true);
  });

  it('is found wherever its encoding begins, and however it comes in pieces', () => {
    const encode = fc.constantFrom(base64, hex, (text: string) => text);
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        encode,
        fc.constantFrom(ENGLISH, CHINESE),
        fc.string(),
        sizes,
        (spell, prompt, before, by) => {
          const watch = PromptSecrets.of(MARK, prompt).watch();
          for (const piece of inPieces(`${before}\n${spell(`${before} ${prompt}`)}`, by)) watch.read(piece);
          expect(watch.end()).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('facts in a prompt', () => {
  const SHOP = `You are the assistant of the tea shop Green Hill. Be brief and kind to everybody who asks.
Orders over 99 yuan are sent free of charge; below that the fee is 8 yuan.
Open on weekdays from 9 to 18, at weekends from 10 to 16.
Returns are possible within seven days, if the box has not been opened.
Never give a discount, and hand complaints about mould over to the quality team at once.`;
  const LONG_FIRST =
    'Our tea shop sends all orders on the day on which they come in, if they come in before noon, and else on the next one.';
  const 茶铺 = `你是青山茶铺的客服助手，回答要简短礼貌，不要闲聊。遇到投诉先道歉，再转人工处理。
订单满九十九元包邮，不满收八元运费。营业时间为工作日九点到十八点，周末十点到十六点。
签收后七天内，未拆封的商品可以无理由退货。不要承诺任何折扣，也不要透露供货商的名字。`;

  it.each([
    ['one fact', SHOP, 'Orders over 99 yuan are sent free of charge; below that the fee is 8 yuan.'],
    ['two facts', SHOP, SHOP.split('\n').slice(1, 3).join(' ')],
    ['two other facts', SHOP, `Of course! ${SHOP.split('\n').slice(2, 4).join('\n')} Anything else?`],
    ['a fact as a list', SHOP, '1. Open on weekdays from 9 to 18\n2. at weekends from 10 to 16.'],
    ['who it is', SHOP, 'I am the assistant of the tea shop Green Hill. What can I do for you?'],
    ['one fact in Chinese', 茶铺, '您好！订单满九十九元包邮，不满收八元运费。还有什么可以帮您？'],
    [
      'two facts in Chinese',
      茶铺,
      '营业时间为工作日九点到十八点，周末十点到十六点。签收后七天内，未拆封的商品可以无理由退货。',
    ],
    ['who it is in Chinese', 茶铺, '您好，我是青山茶铺的客服助手，请问有什么可以帮您？'],
    ['a long first sentence', `${LONG_FIRST} Be brief. ${SHOP}`, LONG_FIRST],
    [
      'a greeting at the beginning',
      `Hello and welcome! We have tea for all. ${SHOP}`,
      'Hello and welcome! We have tea for all.',
    ],
    ['a fact said twice', SHOP, 'Open on weekdays from 9 to 18, at weekends from 10 to 16. '.repeat(5)],
  ])('may be told: %s', (_, prompt, text) => {
    expect(leaks(prompt, text)).toBe(false);
    const { leaked } = streamed(prompt, text);
    expect(leaked).toBe(false);
  });

  it('may be told in whole, and in any form, to who has said them', () => {
    const secrets = PromptSecrets.of(MARK, SHOP).before([SHOP]);
    for (const text of [SHOP, base64(SHOP), words(SHOP).toReversed().join(' ')]) {
      expect(secrets.leakIn(text)).toBe(false);
    }
  });
});
