const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  壹: 1,
  二: 2,
  贰: 2,
  两: 2,
  三: 3,
  叁: 3,
  四: 4,
  肆: 4,
  五: 5,
  伍: 5,
  六: 6,
  陆: 6,
  七: 7,
  柒: 7,
  八: 8,
  捌: 8,
  九: 9,
  玖: 9,
};
const UNITS: Readonly<Record<string, number>> = {
  十: 10,
  拾: 10,
  百: 100,
  佰: 100,
  千: 1000,
  仟: 1000,
  万: 10_000,
  亿: 100_000_000,
};

/** The characters a Chinese numeral is written with, for a character class. */
export const NUMERAL_DIGITS = Object.keys(DIGITS).join('');
export const NUMERAL_UNITS = Object.keys(UNITS).join('');

/**
 * The number that a Chinese numeral stands for, its digits Chinese or Arabic: `一百二十三`, `三万五` (35000),
 * `1亿2000万`, `3.5万`, `一点五`, `二〇二六`. Null for what is no numeral.
 */
export function parseNumeral(numeral: string): number | null {
  const [whole = '', fraction, ...more] = numeral.split('点');
  if (more.length > 0) return null;
  if (fraction === undefined) return parseWhole(whole);
  const digits = spelledDigits(fraction);
  const head = parseWhole(whole);
  return head === null || digits === null ? null : Number(`${head}.${digits}`);
}

function parseWhole(numeral: string): number | null {
  const spelled = spelledDigits(numeral);
  if (spelled !== null) return spelled === '' ? null : Number(spelled);
  for (const unit of ['亿', '万']) {
    const at = numeral.lastIndexOf(unit);
    if (at === -1) continue;
    const head = parseWhole(numeral.slice(0, at));
    const tail = parseTail(numeral.slice(at + 1), UNITS[unit] ?? 1);
    return head === null || tail === null ? null : exact(head * (UNITS[unit] ?? 1) + tail);
  }
  return parseSmall(numeral);
}

/** What follows a unit: `三万五` is 35,000, because a last digit alone counts in the next lower unit. */
function parseTail(numeral: string, unit: number): number | null {
  if (numeral === '') return 0;
  const digit = DIGITS[numeral] ?? (/^\d$/.test(numeral) ? Number(numeral) : undefined);
  return digit === undefined ? parseWhole(numeral.replace(/^[零〇]/, '')) : (digit * unit) / 10;
}

/** Below 10,000, where every unit is smaller than the one before it. */
function parseSmall(numeral: string): number | null {
  const unit = /[千仟百佰十拾]/.exec(numeral)?.[0];
  if (unit === undefined) return /^\d{1,15}(?:\.\d{1,10})?$/.test(numeral) ? Number(numeral) : null;
  const at = numeral.indexOf(unit);
  const size = UNITS[unit] ?? 1;
  const head = at === 0 ? 1 : parseSmall(spelledDigits(numeral.slice(0, at)) ?? numeral.slice(0, at));
  const tail = size === 10 ? parseDigit(numeral.slice(at + 1)) : parseTail(numeral.slice(at + 1), size);
  if (head === null || tail === null || tail >= size) return null;
  return exact(head * size + tail);
}

function parseDigit(numeral: string): number | null {
  if (numeral === '') return 0;
  return DIGITS[numeral] ?? (/^\d$/.test(numeral) ? Number(numeral) : null);
}

/** `二〇二六` → `2026`; null when a unit is among the characters. */
function spelledDigits(numeral: string): string | null {
  let digits = '';
  for (const character of numeral) {
    const digit = DIGITS[character];
    if (digit === undefined) return null;
    digits += String(digit);
  }
  return digits;
}

/** 3.14 × 10,000 is 31,400, not 31,400.000000000004. */
function exact(value: number): number {
  return Number(value.toPrecision(15));
}
