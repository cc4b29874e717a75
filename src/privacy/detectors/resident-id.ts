import validator from 'validator';
import { hasCue } from '../detector.js';
import type { NumberRun } from './number-run.js';

/** Of cards that were made until 1999: they have no check digit, so something must say what they are. */
const OLD_LENGTH = 15;
const OLD_CUE = /身份证|证件|身份号|身分證|identity|id card|sfz/i;
const MOST_GROUPS = 5;
const LEAST_DIGITS = 3;

/** A resident identity number of China: how many groups from that one on, and where it ends; undefined for none. */
export function residentIdAt(run: NumberRun, at: number): { count: number; end: number } | undefined {
  let digits = '';
  for (let count = 1; count <= MOST_GROUPS; count += 1) {
    const group = run.groups[at + count - 1];
    if (group === undefined || group.digits.length < LEAST_DIGITS) return undefined;
    digits += group.digits;
    if (digits.length > 18) return undefined;
    if (isOld(run, at, digits) || isValid(digits)) return { count, end: group.end };
    const end = endOfX(run.text, group.end);
    if (digits.length === 17 && end !== undefined && isValid(`${digits}X`)) return { count, end };
  }
  return undefined;
}

/** GB 11643-1999: region, date of birth and the check digit of ISO 7064 must all be right. */
function isValid(digits: string): boolean {
  return digits.length === 18 && validator.isIdentityCard(digits, 'zh-CN');
}

function isOld(run: NumberRun, at: number, digits: string): boolean {
  if (digits.length !== OLD_LENGTH) return false;
  const { start = 0 } = run.groups[at] ?? {};
  return validator.isIdentityCard(digits, 'zh-CN') && hasCue(OLD_CUE, run.text, start);
}

/** Behind an X that stands for the check digit 10, as the last character of the number. */
function endOfX(text: string, at: number): number | undefined {
  const [x] = /^[ -]?[Xx](?![A-Za-z0-9])/.exec(text.slice(at, at + 3)) ?? [];
  return x === undefined ? undefined : at + x.length;
}
