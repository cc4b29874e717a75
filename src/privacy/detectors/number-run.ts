import { JOINER } from '../fold-digits.js';

/** Digits without anything between them; or each by itself, as in `1 3 8 0 0 1 3 8 0 0 0`. */
export interface DigitGroup {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}

/** What may stand between the groups of one number, as people write it, also where a line ends within it. */
const SEPARATOR =
  '[ \\t\\r\\n\\u00a0\\u2000-\\u200d\\u202f\\ufeff.,()\u00b7\u2022\\-\\u2010-\\u2015\\u2212]{1,3}';
const DIGITS = `(?:\\d${JOINER}*)+`;
const GROUP = new RegExp(DIGITS, 'g');
const RUN = new RegExp(`${DIGITS}(?:${SEPARATOR}${DIGITS})*`, 'g');
const LINE_BREAK = /[\r\n]/;
/** Of a mobile number. Fewer digits in a row are counts and marks. */
const LEAST_SPELLED = 11;

/** Digits that stand together: one number in groups, or several numbers in a row. */
export class NumberRun {
  readonly groups: readonly DigitGroup[];
  /** For every group where the first one of its line begins. */
  private readonly lineStarts: readonly number[];

  constructor(
    readonly text: string,
    start: number,
    end: number,
  ) {
    const groups = [...text.slice(start, end).matchAll(GROUP)].map(({ 0: digits, index }) => ({
      digits: digits.replaceAll(JOINER, ''),
      start: start + index,
      end: start + index + digits.length,
    }));
    this.groups = withSpelled(text, groups);
    let lineStart = start;
    this.lineStarts = this.groups.map((group, at) => {
      if (LINE_BREAK.test(this.separatorBefore(at) ?? '')) lineStart = group.start;
      return lineStart;
    });
  }

  /** Where the first number begins that stands in the row and the line of that group. */
  lineStart(at: number): number {
    return this.lineStarts[at] ?? 0;
  }

  /** The digits of some groups, put together. */
  digits(from: number, count: number): string {
    return this.groups
      .slice(from, from + count)
      .map(({ digits }) => digits)
      .join('');
  }

  /** What stands before a group, up to the one before it; undefined when it is the first. */
  separatorBefore(at: number): string | undefined {
    const [before, group] = [this.groups[at - 1], this.groups[at]];
    if (before === undefined || group === undefined) return undefined;
    return this.text.slice(before.end, group.start);
  }

  /** Whether a comma stands between that group and the one before it. */
  hasCommaBefore(at: number): boolean {
    return this.separatorBefore(at)?.includes(',') ?? false;
  }

  hasLineBreakBefore(at: number): boolean {
    return LINE_BREAK.test(this.separatorBefore(at) ?? '');
  }

  /**
   * Whether so many groups are separated alike, as those of one number are. One of the gaps may be, or have, the end
   * of a line; and what is behind a first group in brackets may differ.
   */
  isEven(from: number, count: number): boolean {
    const gaps = new Set<string>();
    let lineBreaks = 0;
    for (let at = from + 1; at < from + count; at += 1) {
      if (this.hasLineBreakBefore(at)) lineBreaks += 1;
      const gap = (this.separatorBefore(at) ?? '').replace(/[\r\n]/g, '');
      const closes = at === from + 1 && this.isInBrackets(from);
      if (gap !== '' && !closes) gaps.add(gap);
    }
    return gaps.size <= 1 && lineBreaks <= 1;
  }

  /** Lengths of the groups: `3-4-4`. */
  shape(from: number, count: number): string {
    return this.groups
      .slice(from, from + count)
      .map(({ digits }) => digits.length)
      .join('-');
  }

  private isInBrackets(at: number): boolean {
    const group = this.groups[at];
    return (
      group !== undefined && this.text.charAt(group.start - 1) === '(' && this.text.charAt(group.end) === ')'
    );
  }
}

/** The groups, with many single digits in a row, all with the same one character between them, as one. */
function withSpelled(text: string, groups: readonly DigitGroup[]): DigitGroup[] {
  const all: DigitGroup[] = [];
  for (let at = 0; at < groups.length;) {
    const end = endOfSpelled(text, groups, at);
    const spelled = groups.slice(at, end);
    const [first, last] = [spelled.at(0), spelled.at(-1)];
    if (spelled.length < LEAST_SPELLED || first === undefined || last === undefined) all.push(...spelled);
    else {
      const digits = spelled.map((group) => group.digits).join('');
      all.push({ digits, start: first.start, end: last.end });
    }
    at = end;
  }
  return all;
}

/** A comma is none: `1,3,8` are three numbers. */
const SPELLING_GAP = /^[^,()\r\n]$/;

function endOfSpelled(text: string, groups: readonly DigitGroup[], from: number): number {
  let gap: string | undefined;
  for (let at = from; ; at += 1) {
    const [group, next] = [groups[at], groups[at + 1]];
    if (group?.digits.length !== 1 || next?.digits.length !== 1) return at + 1;
    const between = text.slice(group.end, next.start);
    gap ??= between;
    if (between !== gap || !SPELLING_GAP.test(between)) return at + 1;
  }
}

/** Every run of a text that could hold a number of so many digits. */
export function* numberRuns(text: string, leastDigits: number): Generator<NumberRun> {
  if (text.length < leastDigits || text.search(/\d/) === -1) return;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (run.length >= leastDigits) yield new NumberRun(text, index, index + run.length);
  }
}
