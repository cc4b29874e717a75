const HOUR_MS = 3_600_000;

/** How far back statistics reach, in milliseconds. */
export const WINDOWS = {
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
} as const;

export type StatsWindow = keyof typeof WINDOWS;

/** Slices of a window: each is added up once, and kept. */
const SLICES = 120;

/** A window that ends now, in whole slices; the last one is not over yet. */
export interface SlicedWindow {
  /** Milliseconds since the Unix epoch, as all that follows but the length. */
  readonly from: number;
  readonly to: number;
  readonly sliceMs: number;
  /** Where each begins. */
  readonly slices: readonly number[];
}

/** The window begins with a slice, up to one earlier than its name says. @param now milliseconds since the Unix epoch */
export function slicedWindow(window: StatsWindow, now: number): SlicedWindow {
  const sliceMs = WINDOWS[window] / SLICES;
  const from = Math.floor((now - WINDOWS[window]) / sliceMs) * sliceMs;
  const count = Math.floor((now - from) / sliceMs) + 1;
  return { from, to: now, sliceMs, slices: Array.from({ length: count }, (_, at) => from + at * sliceMs) };
}

/** The length of the buckets that divide a window into at most so many, in milliseconds: whole slices. */
export function bucketLength({ slices, sliceMs }: SlicedWindow, atMost: number): number {
  return Math.ceil(slices.length / atMost) * sliceMs;
}
