/** Seconds that hold so many milliseconds. What adding and subtracting broke off is no second more. */
export function wholeSeconds(ms: number): number {
  return Math.ceil(Math.round(ms) / 1000);
}
