/** Digits without anything between them. */
export interface DigitGroup {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}

/** What may stand between the groups of one number, as people write it. Not a line break, and no comma. */
const SEPARATOR =
  '[ \\t\\u00a0\\u2000-\\u200d\\u202f\\u2060\\ufeff.\u00b7\u2022\\-\\u2010-\\u2015\\u2212]{1,3}';
const RUN = new RegExp(`\\d+(?:${SEPARATOR}\\d+)*`, 'g');

/** Digits that stand together: one number in groups, or several numbers in a row. */
export class NumberRun {
  readonly groups: readonly DigitGroup[];

  constructor(
    readonly text: string,
    start: number,
    end: number,
  ) {
    this.groups = [...text.slice(start, end).matchAll(/\d+/g)].map(({ 0: digits, index }) => ({
      digits,
      start: start + index,
      end: start + index + digits.length,
    }));
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

  /** Whether so many groups are separated alike, as those of one number are. */
  isEven(from: number, count: number): boolean {
    const first = this.separatorBefore(from + 1);
    for (let at = from + 2; at < from + count; at += 1) if (this.separatorBefore(at) !== first) return false;
    return true;
  }

  /** Lengths of the groups: `3-4-4`. */
  shape(from: number, count: number): string {
    return this.groups
      .slice(from, from + count)
      .map(({ digits }) => digits.length)
      .join('-');
  }
}

/** Every run of a text that could hold a number of so many digits. */
export function* numberRuns(text: string, leastDigits: number): Generator<NumberRun> {
  if (text.length < leastDigits || text.search(/\d/) === -1) return;
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (run.length >= leastDigits) yield new NumberRun(text, index, index + run.length);
  }
}
