import type { NumberRun } from './number-run.js';

/** Whether those are the digits behind a decimal point; but `1.13812345678` at the begin of a line is the first of a list. */
export function isFraction(run: NumberRun, at: number): boolean {
  const before = run.groups[at - 1];
  if (before === undefined || run.separatorBefore(at) !== '.') return false;
  const beginsLine = before.start === 0 || run.text.charAt(before.start - 1) === '\n';
  return !(beginsLine && /^[1-9]\d?$/.test(before.digits));
}
