import validator from 'validator';
import { hasCue } from '../detector.js';
import { isFraction } from './fraction.js';
import type { NumberRun } from './number-run.js';
import { arePrices } from './prices.js';
import { mayBegin, mayEnd } from './surroundings.js';

/**
 * Who issues cards that begin so, with the lengths there are (ISO/IEC 7812): Visa, Mastercard, American
 * Express, Diners Club, JCB, Discover, UnionPay, and numbers that banks of China gave before UnionPay. An order's number
 * passes the check digit in one case of ten, so that alone would take many for cards.
 */
const ISSUED =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|(?:62|81)\d{14,17}|(?:9[4-8]|60|68|69)\d{14,17})$/;
const ANY_CARD = /^\d{13,19}$/;
const CUE = /卡号|银行卡|信用卡|储蓄卡|借记卡|(?<!\[)\bcard/i;
/** Four at a time, or as American Express and Diners Club print theirs. */
const SHAPE = /^(?:\d{2}|4-4-4-4|4-4-4-[1-3]|4-4-4-4-[1-3]|4-6-[45]|6-13)$/;
const MOST_GROUPS = 5;
/** Of the first group. */
const LEAST_DIGITS = 4;
const WORDS = /^(?:card|cardno|no|visa|amex)$/i;

/** How many groups from that one on are the number of a bank card; 0 when it is none. */
export function bankCardAt(run: NumberRun, at: number): number {
  const group = run.groups[at];
  if (group === undefined || group.digits.length < LEAST_DIGITS) return 0;
  if (!mayBegin(run.text, group.start, WORDS) || isFraction(run, at)) return 0;
  for (let count = MOST_GROUPS; count > 0; count -= 1) if (isCard(run, at, count)) return count;
  return 0;
}

function isCard(run: NumberRun, at: number, count: number): boolean {
  const last = run.groups[at + count - 1];
  if (last === undefined || !SHAPE.test(run.shape(at, count))) return false;
  if (areSeveral(run, at, count)) return false;
  if (!run.isEven(at, count) || !mayEnd(run.text, last.end)) return false;
  const digits = run.digits(at, count);
  if (!ANY_CARD.test(digits) || !validator.isLuhnNumber(digits)) return false;
  return ISSUED.test(digits) || hasCue(CUE, run.text, run.groups[at]?.start ?? 0);
}

/** Whether the groups are divided as several numbers are. */
function areSeveral(run: NumberRun, at: number, count: number): boolean {
  return count > 1 && (run.hasCommaBefore(at + 1) || arePrices(run, at, count));
}
