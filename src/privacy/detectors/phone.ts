import { hasCue } from '../detector.js';
import { isFraction } from './fraction.js';
import type { NumberRun } from './number-run.js';
import { arePrices } from './prices.js';
import { hasUnit, mayBegin, mayEnd } from './surroundings.js';

/** Mobile numbers of mainland China: 11 digits, of which the second is 3 to 9. */
const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$/;
/** Beginnings that carriers have, by the Ministry's plan of numbers; those of machines have 13 digits. */
const GIVEN_OUT = /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])/;
/** As people group them, with the country code apart or not. */
const SHAPE = /^(?:(?:[24]-)?(?:11|3-4-4|3-8|7-4)|13|15|[57]-4-4|[57]-8|9-4|11-4)$/;
const COUNTRY = /^(?:00)?86$/;
const WITH_COUNTRY = /^(?:00)?86/;
const MOST_GROUPS = 4;
const LEAST_DIGITS = 2;
const WORDS = /^(?:tel|phone|mobile|mob|call|sms|wechat|weixin|wx|vx|alipay)$/i;
const CUE = /手机|电话|電話|联系|聯繫|致电|拨打|热线|微信|号码|(?<!\[)(?:\btel|phone|mobile|\bcall|contact)/i;
const MONEY = /(?:[¥￥$€£]|rmb|cny|usd|人民币)\s{0,2}$/i;
/** Of what tells money, with its spaces. */
const MONEY_REACH = 5;

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
  if (!hasForm(run, at, count) || !endsWell(run, at, count)) return false;
  if (WITH_COUNTRY.test(run.digits(at, count)) || isAnnounced(run, at)) return true;
  if (hasUnit(run.text, run.groups[at + count - 1]?.end ?? 0)) return false;
  return count === 1 || isGroupedPhone(run, at, count);
}

/** Whether the digits are those of a mobile number, and grouped and separated as one is. */
function hasForm(run: NumberRun, at: number, count: number): boolean {
  if (!MOBILE.test(run.digits(at, count))) return false;
  if (!SHAPE.test(run.shape(at, count)) && !isBroken(run, at, count)) return false;
  // A country code may be set apart in another way than the rest.
  const apart = count > 1 && COUNTRY.test(run.digits(at, 1)) ? 1 : 0;
  if (apart === 1 && (run.hasCommaBefore(at + 1) || run.hasLineBreakBefore(at + 1))) return false;
  return run.isEven(at + apart, count - apart) && isWhole(run, at + apart, count - apart);
}

/** Where a line was wrapped at any place of a number; else two lines of a table might be one. */
function isBroken(run: NumberRun, at: number, count: number): boolean {
  return count === 2 && /^\r?\n$/.test(run.separatorBefore(at + 1) ?? '') && isAnnounced(run, at);
}

/** Several numbers in a row look like one in groups, so that more must speak for it. */
function isGroupedPhone(run: NumberRun, at: number, count: number): boolean {
  return GIVEN_OUT.test(run.digits(at, count)) && !arePrices(run, at, count);
}

/** With commas, which usually stand between numbers: all three groups, and no number more. */
function isWhole(run: NumberRun, at: number, count: number): boolean {
  if (!run.hasCommaBefore(at + 1) || count === 1) return true;
  if (run.shape(at, count) !== '3-4-4' || run.hasCommaBefore(at) || run.hasCommaBefore(at + count))
    return false;
  return run.text.charAt((run.groups[at]?.start ?? 0) - 1) !== '[';
}

function isAnnounced(run: NumberRun, at: number): boolean {
  return hasCue(CUE, run.text, run.groups[at]?.start ?? 0);
}

function endsWell(run: NumberRun, at: number, count: number): boolean {
  const last = run.groups[at + count - 1];
  if (last === undefined || !mayEnd(run.text, last.end)) return false;
  const next = run.groups[at + count];
  return !(run.separatorBefore(at + count) === '.' && next !== undefined && next.digits.length <= 2);
}

function isMoney(text: string, start: number): boolean {
  return MONEY.test(text.slice(Math.max(0, start - MONEY_REACH), start));
}
