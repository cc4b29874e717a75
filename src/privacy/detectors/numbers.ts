import type { Detector, Find } from '../detector.js';
import { bankCardAt } from './bank-card.js';
import { type NumberRun, numberRuns } from './number-run.js';
import { phoneAt } from './phone.js';
import { residentIdAt } from './resident-id.js';

/** Of a mobile number, the shortest of all. */
const LEAST_DIGITS = 11;

interface Found extends Find {
  /** How many groups it takes. */
  readonly count: number;
}

/** Identity numbers, bank cards and mobile phones: what is digits, and can be told apart only together. */
export const numbers: Detector = function* find(text) {
  for (const run of numberRuns(text, LEAST_DIGITS)) {
    for (let at = 0; at < run.groups.length;) {
      const found = numberAt(run, at);
      if (found !== undefined) yield found;
      at += found?.count ?? 1;
    }
  }
};

/** The surest first: an identity number has the strongest check. */
function numberAt(run: NumberRun, at: number): Found | undefined {
  const start = run.groups[at]?.start ?? 0;
  const id = residentIdAt(run, at);
  if (id !== undefined) return { start, end: id.end, mark: '[id]', count: id.count };
  const endOf = (count: number): number => run.groups[at + count - 1]?.end ?? start;
  const card = bankCardAt(run, at);
  if (card > 0) return { start, end: endOf(card), mark: '[card]', count: card };
  const phone = phoneAt(run, at);
  if (phone === 0) return undefined;
  const end = endOf(phone);
  return { start: beginOfPhone(run.text, start, end), end, mark: '[phone]', count: phone };
}

/** The plus before a country code, and the bracket that is closed within the number, belong to it. */
function beginOfPhone(text: string, start: number, end: number): number {
  const withPlus = text.charAt(start - 1) === '+' ? start - 1 : start;
  const number = text.slice(start, end);
  const closesMore = number.split(')').length > number.split('(').length;
  return closesMore && text.charAt(withPlus - 1) === '(' ? withPlus - 1 : withPlus;
}
