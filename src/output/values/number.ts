import { NUMERAL_DIGITS, NUMERAL_UNITS, parseNumeral } from '../../common/text/chinese-numerals.js';

/** What multiplies the number before it. `m` is not among them: it is a metre more often than a million. */
const UNITS: Readonly<Record<string, number>> = {
  十: 10,
  百: 1e2,
  千: 1e3,
  万: 1e4,
  亿: 1e8,
  k: 1e3,
  thousand: 1e3,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
};

/** A minus after a letter or digit is a hyphen. */
const WRITTEN =
  /(?:(?<![A-Za-z0-9])[-−])?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)(?:e[-+]?\d{1,3})?/i;
const EUROPEAN = /^-?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2})$/;
/** 千克 and 千米 are units of their own. */
const UNIT = /^\s*(?:[十百千万亿]{1,3}(?![克米瓦卡帕赫焦字])|(?:k|thousand|million|bn|billion)(?![a-z]))/i;

/** 千万不要 is no number, so one begins with a digit or with 十. */
const HAN_NUMBER = new RegExp(
  `(负?)([${NUMERAL_DIGITS}十拾][${NUMERAL_DIGITS}${NUMERAL_UNITS}]*(?:点[${NUMERAL_DIGITS}]+)?)`,
);
/** A single 一 is a part of many words; a number only when nothing but a measure follows. */
const HAN_DIGIT_ALONE =
  /^[约共第]?[零〇一二两三四五六七八九十][个次人件元块年月天日号岁台张本条只位名份米斤]?$/;

/** Longer than anybody writes a number, its currency and its unit. */
const MAX_LENGTH = 100;

/**
 * The number that a text names first: separators, full-width digits, currencies and units around it,
 * 3.5万, 二百五十, 2 million. Null when there is none.
 */
export function readNumber(text: string): number | null {
  const plain = text.slice(0, MAX_LENGTH).normalize('NFKC').trim();
  if (EUROPEAN.test(plain)) return Number(plain.replaceAll('.', '').replace(',', '.'));
  const written = WRITTEN.exec(plain);
  if (written === null) return readHanNumber(plain);
  const value = Number(written[0].replaceAll(',', '').replace('−', '-'));
  const rest = plain.slice(written.index + written[0].length);
  const unit = UNIT.exec(rest)?.[0] ?? '';
  const product = value * multiplier(unit.trim().toLowerCase());
  return finite(precise(product + furtherParts(rest.slice(unit.length))));
}

/** The 5000万 of 3亿5000万. */
function furtherParts(text: string): number {
  const parts = /^(?:\d{1,9}[十百千万]{1,2})+/.exec(text)?.[0].matchAll(/(\d+)(\D+)/g) ?? [];
  let sum = 0;
  for (const [, digits, unit = ''] of parts) sum += Number(digits) * multiplier(unit);
  return sum;
}

function multiplier(unit: string): number {
  const word = UNITS[unit];
  if (word !== undefined) return word;
  return Array.from(unit).reduce((product, character) => product * (UNITS[character] ?? 1), 1);
}

/** 二百五十, 三万五, 负三十, 一点五. */
function readHanNumber(text: string): number | null {
  const found = HAN_NUMBER.exec(text);
  if (found === null) return null;
  const [written, sign = '', numeral = ''] = found;
  if (written.length === 1 && !HAN_DIGIT_ALONE.test(text)) return null;
  const value = parseNumeral(numeral);
  return value === null || sign === '' ? value : -value;
}

/** Without the dust of binary fractions: 1.1 × 10000 is 11000. */
function precise(value: number): number {
  return Number(value.toPrecision(15));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
