/** A day of some place, as a span of time: 24 hours, or more or less where clocks are changed. */
export interface Day {
  /** Milliseconds since the Unix epoch; inclusive. */
  readonly from: number;
  /** Milliseconds since the Unix epoch; exclusive. */
  readonly to: number;
}

/** Longer than any day there was, in milliseconds: also where a whole day was left out at the date line. */
const LONGEST_MS = 50 * 3_600_000;

/** The days of one time zone, by the rules that Node.js knows. */
export class Days {
  private readonly date: Intl.DateTimeFormat;
  private latest: Day | undefined;

  /** @param timeZone IANA name @throws RangeError when it is not known */
  constructor(timeZone: string) {
    this.date = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  }

  /** @param at milliseconds since the Unix epoch */
  dayOf(at: number): Day {
    const { latest } = this;
    if (latest !== undefined && latest.from <= at && at < latest.to) return latest;
    const date = this.date.format(at);
    const isToday = (other: number): boolean => this.date.format(other) === date;
    // Not always midnight: where clocks go forward then, the day begins at one.
    const from = firstWhere(at - LONGEST_MS, at, isToday);
    const to = firstWhere(at, at + LONGEST_MS, (other) => !isToday(other));
    this.latest = { from, to };
    return this.latest;
  }
}

/** The first moment after `low`, at which it does not hold, at which `holds` does, as it does at `high` and between. */
function firstWhere(low: number, high: number, holds: (at: number) => boolean): number {
  let [before, since] = [Math.floor(low), Math.floor(high)];
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    if (holds(middle)) since = middle;
    else before = middle;
  }
  return since;
}
