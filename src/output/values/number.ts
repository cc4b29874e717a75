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

const WAN = 1e4;
const HAN_DIGITS = '零一二三四五六七八九';
/** 千万不要 is no number, so one begins with a digit or with 十. */
const HAN_NUMBER = /[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*/;
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

/** 两千三百万: digits times their unit, their sum times 万 or 亿. 一万亿 is 万 times 亿, 一亿二千万 is not. */
function readHanNumber(text: string): number | null {
  const characters = HAN_NUMBER.exec(text)?.[0].replaceAll('〇', '零').replaceAll('两', '二');
  if (characters === undefined || (characters.length === 1 && !HAN_DIGIT_ALONE.test(text))) return null;
  if (!/[十百千万亿]/.test(characters)) return digitByDigit(characters);
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const character of characters) {
    const unit = UNITS[character];
    if (unit === undefined) {
      digit = HAN_DIGITS.indexOf(character);
      continue;
    }
    if (unit < WAN) section += (digit === 0 ? 1 : digit) * unit;
    else {
      total = unit === WAN ? total + (section + digit) * unit : (total + section + digit) * unit;
      section = 0;
    }
    digit = 0;
  }
  return finite(total + section + digit);
}

/** 二〇二六 is 2026. */
function digitByDigit(characters: string): number | null {
  return finite(Number(Array.from(characters, (character) => HAN_DIGITS.indexOf(character)).join('')));
}

/** Without the dust of binary fractions: 1.1 × 10000 is 11000. */
function precise(value: number): number {
  return Number(value.toPrecision(15));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
