import { calendarDate } from './calendar-date.js';

const EPOCH_MS = /^\d{1,15}$/;

/** A date alone begins at midnight UTC; a time must name its offset, so that it means one moment. */
const ISO_8601 = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since the Unix epoch; NaN for what is neither ISO 8601 nor such a number already. */
export function toEpochMs(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  if (EPOCH_MS.test(value)) return Number(value);
  // In a query string an unescaped plus is a space, and people type offsets such as +08:00 as they are.
  const text = value.replace(' ', '+');
  return ISO_8601.test(text) && namesDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
}

/** The engine takes 30 February for 2 March. */
function namesDay(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return calendarDate(year, month, day) === date;
}
