import { calendarDate } from '../../../common/text/calendar-date.js';
import { NUMERAL_DIGITS, parseNumeral } from '../../../common/text/chinese-numerals.js';
import { type Found, type Page, overlaps } from './page.js';

const YEAR = String.raw`(?:19|20)\d{2}`;
const MONTH_NAMES = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH = String.raw`(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const DAY = String.raw`\d{1,2}(?:st|nd|rd|th)?`;
const NUMERAL = `[${NUMERAL_DIGITS}十]`;

type Groups = Readonly<Record<string, string | undefined>>;
type Reader = (groups: Groups) => string | null;

const numeric: Reader = ({ y, m, d }) => calendarDate(Number(y), Number(m), Number(d));
const unknown: Reader = () => null;

/**
 * How dates are written, the fuller forms first. A date without its year or its day, or one whose day and
 * month cannot be told apart (03/04/2026), is found but not known: guessing would be inventing.
 */
const FORMS: readonly (readonly [pattern: RegExp, read: Reader])[] = [
  [
    new RegExp(
      String.raw`(?<!\d)(?<y>${YEAR})\s?年\s?(?<m>\d{1,2})\s?月\s?(?<d>\d{1,2})\s?[日号]?(?!\d)`,
      'g',
    ),
    numeric,
  ],
  [
    new RegExp(String.raw`(?<![\d.-])(?<y>${YEAR})(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<d>\d{1,2})(?![\d-])`, 'g'),
    numeric,
  ],
  [
    new RegExp(String.raw`(?<![\d/.-])(?<a>\d{1,2})(?<s>[-/.])(?<b>\d{1,2})\k<s>(?<y>${YEAR})(?!\d)`, 'g'),
    dayOrMonthFirst,
  ],
  [new RegExp(String.raw`(?<![a-z])(?<m>${MONTH})\s?(?<d>${DAY}),?\s(?<y>${YEAR})(?!\d)`, 'gi'), named],
  [new RegExp(String.raw`(?<!\d)(?<d>${DAY})\s(?:of\s)?(?<m>${MONTH}),?\s(?<y>${YEAR})(?!\d)`, 'gi'), named],
  [
    new RegExp(`(?<y>[${NUMERAL_DIGITS}]{4})年(?<m>${NUMERAL}{1,2})月(?<d>${NUMERAL}{1,3})[日号]?`, 'g'),
    spelled,
  ],
  [
    new RegExp(String.raw`(?<![\dA-Za-z])(?<y>${YEAR})(?<m>0[1-9]|1[0-2])(?<d>[0-3]\d)(?![\dA-Za-z])`, 'g'),
    numeric,
  ],
  [new RegExp(String.raw`(?<!\d)${YEAR}\s?年(?:\s?\d{1,2}\s?月)?`, 'g'), unknown],
  [new RegExp(String.raw`(?<!\d)\d{1,2}\s?月\s?\d{1,2}\s?[日号]?`, 'g'), unknown],
  [new RegExp(`${NUMERAL}{1,2}月${NUMERAL}{1,3}[日号]`, 'g'), unknown],
  [new RegExp(String.raw`(?<![a-z])${MONTH}\s?${DAY}(?!\d)`, 'gi'), unknown],
  [new RegExp(String.raw`(?<!\d)${DAY}\s(?:of\s)?${MONTH}(?![a-z])`, 'gi'), unknown],
];

/** The second half of `2026年11月20日至23日`, which has its year and month from the first. */
const RANGE_TAIL = /^\s?(?:至|到|[-–—~～])\s?(?:(?<m>\d{1,2})\s?月\s?)?(?<d>\d{1,2})\s?[日号]/;
const RANGE_LINK = /^\s?(?:至|到|[-–—~～]|to|until|till|through)\s?$/i;

/** The dates of a text as ISO `yyyy-mm-dd`; the unit is `date`, or in a range `start` and `end`. */
export function findDates(page: Page): Found<string>[] {
  const found: Found<string>[] = [];
  for (const [pattern, read] of FORMS) {
    const earlier = found.length;
    for (const match of page.text.matchAll(pattern)) {
      const date = {
        start: match.index,
        end: match.index + match[0].length,
        value: read(match.groups ?? {}),
        unit: 'date',
      };
      if (!found.slice(0, earlier).some((other) => overlaps(other, date))) found.push(date);
    }
  }
  return withRanges(
    page.text,
    found.toSorted((a, b) => a.start - b.start),
  );
}

function withRanges(text: string, dates: readonly Found<string>[]): Found<string>[] {
  const result: Found<string>[] = [];
  for (const [index, date] of dates.entries()) {
    const last = result.at(-1);
    if (last !== undefined && last.end > date.start) continue;
    const next = dates[index + 1];
    const tail = tailOf(text, date);
    const opens = tail !== null || (next !== undefined && RANGE_LINK.test(text.slice(date.end, next.start)));
    const closes = last?.unit === 'start' && RANGE_LINK.test(text.slice(last.end, date.start));
    result.push({ ...date, unit: closes ? 'end' : opens ? 'start' : 'date' });
    if (tail !== null) result.push(tail);
  }
  return result;
}

function tailOf(text: string, date: Found<string>): Found<string> | null {
  const match = RANGE_TAIL.exec(text.slice(date.end, date.end + 16));
  if (match === null || date.value === null) return null;
  const [year, month] = date.value.split('-');
  const value = calendarDate(Number(year), Number(match.groups?.['m'] ?? month), Number(match.groups?.['d']));
  const start = date.end + match[0].search(/\d/);
  return { start, end: date.end + match[0].length, value, unit: 'end' };
}

function dayOrMonthFirst({ a, b, y }: Groups): string | null {
  const dayFirst = calendarDate(Number(y), Number(b), Number(a));
  const monthFirst = calendarDate(Number(y), Number(a), Number(b));
  if (dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst) return null;
  return dayFirst ?? monthFirst;
}

function named({ y, m, d }: Groups): string | null {
  const month = MONTH_NAMES.indexOf((m ?? '').slice(0, 3).toLowerCase()) + 1;
  return calendarDate(Number(y), month, Number.parseInt(d ?? '', 10));
}

function spelled({ y, m, d }: Groups): string | null {
  return calendarDate(parseNumeral(y ?? '') ?? 0, parseNumeral(m ?? '') ?? 0, parseNumeral(d ?? '') ?? 0);
}
