import { NUMERAL_DIGITS, NUMERAL_UNITS, parseNumeral } from '../../../common/text/chinese-numerals.js';
import { type Found, type Page, type Span, overlaps, spansOf } from './page.js';

/** Digits with thousands separators and decimals, or Chinese numerals, with what multiplies them. */
const ARABIC = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d{1,10})?|\d{1,15}(?:\.\d{1,10})?`;
const CHINESE = `[${NUMERAL_DIGITS}${NUMERAL_UNITS}]{1,20}(?:点[${NUMERAL_DIGITS}]{1,10})?`;
const MIXED_TAIL = String.raw`\s?[百千万亿][\d百千万亿]{0,12}`;
const NUMBER = new RegExp(`(?<arabic>${ARABIC})(?<tail>${MIXED_TAIL})?|(?<chinese>${CHINESE})`, 'gu');

const MULTIPLIER = /^(?:\s?(?<word>thousand|million|billion|bn)(?![a-z])|(?<letter>[kw])(?![a-z\d]))/i;
const MULTIPLIERS: Readonly<Record<string, number>> = {
  k: 1e3,
  w: 1e4,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  bn: 1e9,
};

/** What may follow a number, by the kind of thing it measures; longer spellings first. */
const UNITS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['percent', /^\s?(?:%|percent\b|per cent\b|个?百分点)/i],
  ['discount', /^\s?折/],
  [
    'money',
    /^\s?(?:元|块钱?|圆|人民币|美元|欧元|港币|英镑|日元|(?:rmb|cny|usd|eur|gbp|hkd|yuan|dollars?|euros?|pounds?)(?![a-z])|[¥$€£])/i,
  ],
  ['age', /^\s?(?:周?岁|years? old|-year-old)/i],
  ['area', /^\s?(?:平方米|平米|平方|㎡|m²|亩|sq\.? ?(?:m|ft)\b|square (?:meters?|metres?|feet))/i],
  ['months', /^\s?(?:个月|months?\b)/i],
  ['hours', /^\s?(?:个?小时|个?钟头|hours?\b|hrs?\b|h\b)/i],
  ['minutes', /^\s?(?:分钟|minutes?\b|mins?\b)/i],
  ['nights', /^\s?(?:晚|夜|nights?\b)/i],
  ['days', /^\s?(?:个?工作日|天|(?:working |business )?days?\b)/i],
  ['years', /^\s?(?:年|years?\b|yrs?\b)/i],
  [
    'people',
    /^\s?(?:个?人(?!民)|位|名|口人|people\b|persons?\b|guests?\b|adults?\b|attendees\b|participants\b|pax\b)/i,
  ],
  ['weight', /^\s?(?:公斤|千克|kg\b|斤|克|吨|grams?\b|g\b|lbs?\b|pounds?\b|tons?\b)/i],
  ['distance', /^\s?(?:公里|千米|km\b|kilomet(?:er|re)s?\b|miles?\b)/i],
  ['length', /^\s?(?:厘米|毫米|cm\b|mm\b|米|met(?:er|re)s?\b|m\b|inch(?:es)?\b|英寸|寸)/i],
  ['temperature', /^\s?(?:℃|°\s?[CF]\b|摄氏度|度|degrees?\b)/i],
  ['rating', /^\s?(?:星|颗星|stars?\b|分(?!钟|之)|points?\b)/i],
  [
    'count',
    /^\s?(?:件|个(?!月|小时|人)|台|份|双|箱|盒|瓶|张|本|套|条|只|辆|支|块|包|袋|杯|次|间|pcs\b|pieces?\b|items?\b|units?\b|copies\b|boxes\b|tickets?\b|pairs?\b|rooms?\b)/i,
  ],
];

/** What makes a number next to it part of a name, a date or a clock time. */
const NOT_BEFORE = /(?:[A-Za-z_#@.]|第|星期|礼拜|周|\d[:./,])$/;
const NOT_AFTER = /^(?:[A-Za-z_@]|\s?[月日号点时](?!间)|\.\d|:\d|\/\d|,\d)/;
/** A numeral that counts without a measure word: it begins with a digit or 十 and has a unit or decimals. */
const COUNTS = /^[^百千万亿点].*[十百千万亿点]|^十./u;
const CURRENCY_BEFORE = /(?:[¥$€£]|(?:人民币|rmb|cny|usd|eur|us\$)\s?)$/i;
const MINUS_BEFORE = /(?:(?:^|[\s:：=(（，、])[-−]|负|minus )$/i;
const RANGE = /^\s?(?:[-–—~～]|至|到|to)\s?$/;

/**
 * The numbers of a text with their units. A percentage is the number as it is written: 15% is 15.
 * A range such as 3–5 says no number: null stands for it.
 * @param taken dates, phone numbers and the like, whose digits are no numbers
 */
export function findNumbers(page: Page, taken: readonly Span[]): Found<number>[] {
  const found: Found<number>[] = [];
  let next = 0;
  for (const match of page.text.matchAll(NUMBER)) {
    const span = { start: match.index, end: match.index + match[0].length };
    while ((taken[next]?.end ?? Infinity) <= span.start) next += 1;
    const other = taken[next];
    if (other !== undefined && overlaps(other, span)) continue;
    const number = readNumber(page.text, match);
    if (number !== null) found.push(number);
  }
  return joinRanges(page.text, found);
}

function readNumber(text: string, match: RegExpExecArray): Found<number> | null {
  const start = match.index;
  const end = start + match[0].length;
  const before = text.slice(Math.max(0, start - 12), start);
  const after = text.slice(end, end + 24);
  const percentOf = before.endsWith('百分之');
  if (!percentOf && (NOT_BEFORE.test(before) || isPartOfWord(after))) return null;

  const { factor, rest, length } = multiplier(after);
  const unit = percentOf ? { kind: 'percent', length: 0 } : unitOf(before, rest);
  const value = digitsOf(match, unit.kind);
  if (value === null) return null;
  const sign = isNegative(before, unit.kind) ? -1 : 1;
  return {
    start,
    end: end + length + unit.length,
    value: Number((value * factor * sign).toPrecision(15)),
    // Twelve digits and more name something; nobody counts that far.
    unit: /\d{12}/.test(match[0]) ? 'id' : unit.kind,
  };
}

/** The number itself, without sign and multiplier; null for numerals that count nothing. */
function digitsOf({ groups }: RegExpExecArray, unit: string): number | null {
  const { arabic, tail = '', chinese = '' } = groups ?? {};
  if (arabic !== undefined) return parseArabic(arabic, tail);
  return isMeant(chinese, unit) ? parseNumeral(chinese) : null;
}

/** Behind a Chinese character a dash may only be a dash, but not before degrees and percentages. */
function isNegative(before: string, unit: string): boolean {
  if (MINUS_BEFORE.test(before)) return true;
  return ['temperature', 'percent'].includes(unit) && /\p{Script=Han}[-−]$/u.test(before);
}

function isPartOfWord(after: string): boolean {
  return NOT_AFTER.test(after) && multiplier(after).length === 0 && unitOf('', after).kind === '';
}

function parseArabic(digits: string, tail: string): number | null {
  const plain = digits.replaceAll(',', '');
  return tail === '' ? Number(plain) : parseNumeral(plain + tail.trim());
}

function multiplier(after: string): { factor: number; rest: string; length: number } {
  const match = MULTIPLIER.exec(after);
  const name = match?.groups?.['word'] ?? match?.groups?.['letter'];
  if (match === null || name === undefined) return { factor: 1, rest: after, length: 0 };
  const length = match[0].length;
  return { factor: MULTIPLIERS[name.toLowerCase()] ?? 1, rest: after.slice(length), length };
}

function unitOf(before: string, after: string): { kind: string; length: number } {
  if (CURRENCY_BEFORE.test(before)) return { kind: 'money', length: 0 };
  for (const [kind, pattern] of UNITS) {
    const match = pattern.exec(after);
    if (match !== null) return { kind, length: match[0].length };
  }
  return { kind: '', length: 0 };
}

/** `一` in `一起` or `万一` counts nothing: a Chinese numeral is a number when it measures or has a unit in it. */
function isMeant(numeral: string, unit: string): boolean {
  if (unit !== '') return !/^[千万亿]/.test(numeral);
  return COUNTS.test(numeral);
}

function joinRanges(text: string, numbers: readonly Found<number>[]): Found<number>[] {
  const joined: Found<number>[] = [];
  for (const number of numbers) {
    const last = joined.at(-1);
    const range = last !== undefined && RANGE.test(text.slice(last.end, number.start));
    if (range) {
      joined[joined.length - 1] = {
        start: last.start,
        end: number.end,
        value: null,
        unit: number.unit || last.unit,
      };
    } else joined.push(number);
  }
  return joined;
}

/** Tokens of letters and digits together, at least one digit: order numbers, tracking numbers, flight numbers. */
export function findCodes(page: Page): Span[] {
  return spansOf(
    page.text,
    /(?<![A-Za-z0-9_])(?=[A-Za-z_-]{0,20}\d)[A-Za-z0-9](?:[A-Za-z0-9_-]{2,38}[A-Za-z0-9])(?![A-Za-z0-9])/g,
  );
}
