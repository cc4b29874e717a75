import { calendarDate } from '../../common/text/calendar-date.js';

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);

const YEAR_FIRST = /(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)/;
const COMPACT = /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/;
const NAME_FIRST = /\b([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b/i;
const NAME_SECOND = /\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3,9})\.?,?\s+(\d{4})\b/i;
const YEAR_LAST = /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)/;
const HAN_DATE =
  /[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号]/;
const HAN_DIGITS = '零一二三四五六七八九';

/** Longer than anybody writes a date. */
const MAX_LENGTH = 100;

/**
 * The day that a text names, as `yyyy-mm-dd`. Null when it names none, one that the calendar does not
 * have, or one that reads differently on the two sides of the Atlantic.
 */
export function readDate(text: string): string | null {
  const plain = arabic(text.slice(0, MAX_LENGTH).normalize('NFKC'));
  for (const read of [yearFirst, nameFirst, nameSecond, yearLast]) {
    const parts = read(plain);
    if (parts !== undefined) return calendarDate(...parts);
  }
  return null;
}

type DateParts = readonly [year: number, month: number, day: number];

function yearFirst(text: string): DateParts | undefined {
  const found = YEAR_FIRST.exec(text) ?? COMPACT.exec(text);
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

function nameFirst(text: string): DateParts | undefined {
  const found = NAME_FIRST.exec(text);
  return found === null ? undefined : [Number(found[3]), monthNamed(found[1]), Number(found[2])];
}

function nameSecond(text: string): DateParts | undefined {
  const found = NAME_SECOND.exec(text);
  return found === null ? undefined : [Number(found[3]), monthNamed(found[2]), Number(found[1])];
}

/** Only where one of the two can be no month, or both are the same. */
function yearLast(text: string): DateParts | undefined {
  const found = YEAR_LAST.exec(text);
  if (found === null) return undefined;
  const [first, second, year] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (first > 12) return [year, second, first];
  return second > 12 || first === second ? [year, first, second] : undefined;
}

/** From 1, by the whole name or its usual short form; 0, which no calendar has, for any other word. */
function monthNamed(name = ''): number {
  const word = name.toLowerCase().replace(/^sept$/, 'sep');
  return MONTHS.findIndex((month) => month === word || month.slice(0, 3) === word) + 1;
}

/** 二〇二六年十一月二十三日 with the digits that the patterns know. */
function arabic(text: string): string {
  return text.replace(HAN_DATE, (date) =>
    date
      .replace('〇', '零')
      .replace(/[零一二三四五六七八九十]+/g, (digits, at) => hanDigits(digits, at === 0)),
  );
}

function hanDigits(digits: string, isYear: boolean): string {
  if (isYear) return Array.from(digits.replaceAll('〇', '零'), (digit) => HAN_DIGITS.indexOf(digit)).join('');
  const [tens = '', units = ''] = digits.includes('十') ? digits.split('十') : ['零', digits];
  return String(
    (tens === '' ? 1 : HAN_DIGITS.indexOf(tens)) * 10 + Math.max(0, HAN_DIGITS.indexOf(units || '零')),
  );
}
