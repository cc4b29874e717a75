import type { NumberRun } from './number-run.js';
import { mayBegin, mayEnd } from './surroundings.js';

/** Mobile numbers of mainland China: 11 digits, of which the second is 3 to 9. */
const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$/;
/** As people group them, with the country code apart or not. */
const SHAPE = /^(?:(?:[24]-)?(?:11|3-4-4|3-8|7-4)|13|15|[57]-4-4|[57]-8|9-4|11-4)$/;
const COUNTRY = /^(?:00)?86$/;
const MOST_GROUPS = 4;
const LEAST_DIGITS = 2;
const WORDS = /^(?:tel|phone|mobile|mob|call|sms|wechat|weixin|wx|vx|alipay)$/i;
const MONEY = /[¥￥$€£]\s?$/;

/** How many groups from that one on are a mobile number, its country code included; 0 when it is none. */
export function phoneAt(run: NumberRun, at: number): number {
  const group = run.groups[at];
  if (group === undefined || group.digits.length < LEAST_DIGITS) return 0;
  if (!mayBegin(run.text, group.start, WORDS) || isFraction(run, at) || isMoney(run.text, group.start))
    return 0;
  for (let count = 1; count <= MOST_GROUPS; count += 1) if (isMobile(run, at, count)) return count;
  return 0;
}

function isMobile(run: NumberRun, at: number, count: number): boolean {
  if (!SHAPE.test(run.shape(at, count)) || !MOBILE.test(run.digits(at, count))) return false;
  // A country code may be set apart in another way than the rest.
  const apart = count > 1 && COUNTRY.test(run.digits(at, 1)) ? 1 : 0;
  return run.isEven(at + apart, count - apart) && endsWell(run, at, count);
}

function endsWell(run: NumberRun, at: number, count: number): boolean {
  const last = run.groups[at + count - 1];
  if (last === undefined || !mayEnd(run.text, last.end)) return false;
  const next = run.groups[at + count];
  return !(run.separatorBefore(at + count) === '.' && next !== undefined && next.digits.length <= 2);
}

/** The digits behind a decimal point; but `1.13812345678` at the begin of a line is the first of a list. */
function isFraction(run: NumberRun, at: number): boolean {
  const before = run.groups[at - 1];
  if (before === undefined || run.separatorBefore(at) !== '.') return false;
  const beginsLine = before.start === 0 || run.text.charAt(before.start - 1) === '\n';
  return !(beginsLine && /^[1-9]\d?$/.test(before.digits));
}

function isMoney(text: string, start: number): boolean {
  return MONEY.test(text.slice(Math.max(0, start - 2), start));
}
